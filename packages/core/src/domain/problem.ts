import type { ErrorClass } from '../errors/error-class.js';
import type { ChairsideErrorCode } from '../errors/codes.js';

/** Why an item does not go on, as the operator is shown it. Holds no patient data. */
export interface Problem {
  readonly code: ChairsideErrorCode;
  readonly class: ErrorClass;
  /** What is wrong and what to do. */
  readonly text: string;
  /** When it was met, milliseconds since 1970. */
  readonly at: number;
}
