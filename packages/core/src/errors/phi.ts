/** What stands for patient data wherever it is printed. */
const MASK = '[phi]';

/**
 * Protected health information, or text that may hold some, on its way past errors and logs: whatever prints it (a
 * template, JSON, `util.inspect`, an Error's message) prints `[phi]`. `revealPhi()` is the one way out, for the ledger,
 * the chart and the operator's screen.
 */
export class Phi<T = string> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** The thing itself. Never for a log, a metric, the text of an error or a support bundle. */
  revealPhi(): T {
    return this.#value;
  }

  /** The mask, not the text. */
  toString(): string {
    return MASK;
  }

  /** The mask, not the text. */
  toJSON(): string {
    return MASK;
  }

  /** The mask, not the text. */
  [Symbol.toPrimitive](): string {
    return MASK;
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
