/** Says which promise of the contract an adapter breaks, and by what mistake. */
export class ContractBroken extends Error {
  constructor(mistake: string, options?: ErrorOptions) {
    super(mistake, options);
    this.name = 'ContractBroken';
  }
}

/** Throws ContractBroken unless it holds; `mistake` is a sentence on what the adapter does wrong. */
export function must(holds: boolean, mistake: string): asserts holds {
  if (!holds) throw new ContractBroken(mistake);
}
