/** A column of a dense table; the cell's content is the slot of the same name. */
export interface Column {
  key: string
  title: string
  /** What the column counts, told on demand. */
  about?: string
  /** A number, or what is compared down the column: set to the right. */
  end?: boolean
  /** How the rows are sorted by this column, if they are. */
  sorted?: 'ascending' | 'descending'
  /** How wide, in CSS; else as its content asks. */
  width?: string
}
