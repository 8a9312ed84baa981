import type { ErrorClass } from '../errors/error-class.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import type { PatientText } from '../errors/plain-text.js';

/** Why an item does not go on, as the operator is shown it. */
export interface Problem {
  readonly code: ChairsideErrorCode;
  readonly class: ErrorClass;
  /** What is wrong and what to do; may repeat the words of a request or of a complaint. */
  readonly text: PatientText;
  /** When it was met, milliseconds since 1970. */
  readonly at: number;
}
