/** A printed code as it is stored: eight letters and digits, however it was typed. */
export const bareCode = (typed: string): string => typed.replace(/[\s-]/g, '').toUpperCase()
