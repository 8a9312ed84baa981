export interface PracticeDoctor {
  readonly id: number;
  readonly name: string;
}

export interface PracticeLab {
  readonly id: number;
  readonly name: string;
  readonly types: readonly string[];
  /** Case types that the lab has defined, by their ids. */
  readonly caseTypes: readonly number[];
  readonly address?: string | undefined;
}

/** A kind of tooth work; what a prep of an order is. */
export interface UnitType {
  readonly id: number;
  readonly name: string;
}

/** Who is who at the scanner's cloud (iTero DPMS API, Get Practice Configuration). */
export interface Practice {
  readonly companyId: number;
  readonly companyName: string;
  readonly countryCode?: string | undefined;
  readonly doctors: readonly PracticeDoctor[];
  readonly labs: readonly PracticeLab[];
  /** Those that the account says it supports; the vendor calls the list deprecated. */
  readonly unitTypes: readonly UnitType[];
}
