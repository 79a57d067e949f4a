/** The header by which a change names the version that was seen; another one has been stored since: 412. */
export const ifMatch = (version: number) => ({ 'If-Match': `"${version}"` })
