/** One step of the ledger's form. Steps are only ever added: a released one never changes. */
export interface Migration {
  /** 1, 2 …, without a gap. */
  readonly version: number;
  /** Run as a whole, in one transaction. */
  readonly sql: string;
}
