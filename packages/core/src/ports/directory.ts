/** Something the DPMS has a key and a name for. */
export interface DirectoryEntry {
  /** As it stands in requests: what `rx.doctors` or `rx.procedures` maps. */
  readonly key: string;
  readonly name: string;
  /** Other keys that a mapping may use for the same thing. */
  readonly otherKeys?: readonly string[] | undefined;
}

/** The DPMS's own lists, from which `check` proposes mappings. */
export interface Directory {
  providers(signal: AbortSignal): Promise<readonly DirectoryEntry[]>;
  procedures(signal: AbortSignal): Promise<readonly DirectoryEntry[]>;
}
