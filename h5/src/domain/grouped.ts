/** A whole number in groups of three digits, as all counts and sums of money are shown: 3,000. */
export const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')
