/** How much of a file's text is taken; a practice's own files stay far below. */
export interface TableLimits {
  /** Rows of a CSV file without its header, or items of a JSON list. */
  readonly rows: number;
  /** Columns of a CSV file, or keys of a JSON request. */
  readonly columns: number;
  /** How deep objects and lists of a JSON file may be nested. */
  readonly depth: number;
}
