export interface PracticeDoctor {
  readonly id: number;
  readonly name: string;
}

export interface PracticeLab {
  readonly id: number;
  readonly name: string;
  readonly types: readonly string[];
  readonly address?: string | undefined;
}

/** Who is who at the scanner's cloud (iTero DPMS API, Get Practice Configuration). */
export interface Practice {
  readonly companyId: number;
  readonly companyName: string;
  readonly doctors: readonly PracticeDoctor[];
  readonly labs: readonly PracticeLab[];
}
