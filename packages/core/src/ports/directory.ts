/** Something the DPMS has a key and a name for. */
export interface DirectoryEntry {
  /** As it stands in requests: what `rx.doctors` or `rx.procedures` maps. */
  readonly key: string;
  readonly name: string;
  /** Other keys that a mapping may use for the same thing. */
  readonly otherKeys?: readonly string[] | undefined;
}

/** The DPMS's own lists, from which `check` proposes mappings. Every call may be repeated and changes nothing. */
export interface Directory {
  /** Who may be the doctor of an RX. Throws a `transient` error when the source cannot be read. */
  providers(signal: AbortSignal): Promise<readonly DirectoryEntry[]>;
  /** The procedure codes in use. Throws as `providers`. */
  procedures(signal: AbortSignal): Promise<readonly DirectoryEntry[]>;
}
