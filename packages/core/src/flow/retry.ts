import type { Problem } from '../domain/problem.js';
import type { WorkProgress } from '../domain/work-progress.js';
import type { ChairsideError } from '../errors/chairside-error.js';
import type { ChairsideErrorCode } from '../errors/codes.js';
import type { RetryPolicy } from './clinic-policy.js';

/** What a failed try does to an item. */
export interface RetryDecision {
  readonly attempts: number;
  readonly backoff: number;
  /** Undefined: nothing more happens by itself. */
  readonly dueAt: number | undefined;
  readonly problem: Problem;
  /** The item's own attempts are used up, or only a person can help. */
  readonly giveUp: boolean;
}

/** A person must help, but with the clinic's access to the cloud: no item is to blame, and none is given up. */
const ACCESS_REFUSED: readonly ChairsideErrorCode[] = [
  'CREDENTIALS_REFUSED',
  'COMPANY_MISMATCH',
  'VAULT_FAILED',
  'SECRET_UNKNOWN',
  'LEDGER_NEWER',
  'LEDGER_CORRUPT',
];

/** Something that all items of a clinic need cannot be had now: one alarm will do, and waiting helps. */
const OUT_OF_REACH: readonly ChairsideErrorCode[] = [
  'CLOUD_UNREACHABLE',
  'CERTIFICATE_REFUSED',
  'ADAPTER_STUCK',
  'ADAPTER_CRASHED',
  'DPMS_UNREACHABLE',
  'DPMS_LOGIN_REFUSED',
  'CHART_UNREACHABLE',
  'CHART_FULL',
  'CHART_STORAGE_UNSUITABLE',
  'CHART_CATEGORY_UNSUITABLE',
  'CHART_API_UNREACHABLE',
  'CHART_API_KEYS_REFUSED',
  'CHART_API_TOO_OLD',
  'CHART_SFTP_UNREACHABLE',
  'RESULT_UNWRITABLE',
  'STAGING_FULL',
  'STAGING_FAILED',
  'VAULT_UNWRITABLE',
  'DATABASE_UNREACHABLE',
  'DATABASE_LOGIN_REFUSED',
  'DATABASE_GRANT_MISSING',
  'DATABASE_TLS_FAILED',
  'DATABASE_CAN_WRITE',
  'DATABASE_UNSUITABLE',
  'DATABASE_UPDATING',
];

/** Whether an error keeps all items of a clinic from going on, so that trying the next one is of no use. */
export function endsRound(error: ChairsideError): boolean {
  return error.class === 'auth' || ACCESS_REFUSED.includes(error.code) || OUT_OF_REACH.includes(error.code);
}

/** Decides when to try again. Attempts count only against an item's own fault; every wait is capped and jittered. */
export class Retry {
  readonly #policy: RetryPolicy;
  readonly #random: () => number;

  constructor(policy: RetryPolicy, random: () => number = Math.random) {
    this.#policy = policy;
    this.#random = random;
  }

  /** The wait after `tries` consecutive tries that brought nothing, milliseconds. */
  delay(tries: number): number {
    const { baseDelay, maxDelay } = this.#policy;
    const full = Math.min(maxDelay, baseDelay * 2 ** Math.min(tries, 30));
    return Math.min(maxDelay, Math.round(full * (0.75 + this.#random() / 2)));
  }

  /** The wait for files that were asked for `asked` times; undefined when it was long enough. */
  notReadyDelay(asked: number): number | undefined {
    const wait = this.#policy.notReady[asked - 1];
    return wait === undefined ? undefined : Math.min(wait, this.#policy.maxDelay);
  }

  after(item: WorkProgress, error: ChairsideError, now: number): RetryDecision {
    const problem = problemOf(error, now);
    const backoff = item.backoff + 1;
    const dueAt = now + this.delay(item.backoff);
    if (endsRound(error)) return { attempts: item.attempts, backoff, dueAt, problem, giveUp: false };
    switch (error.class) {
      case 'permanent': {
        const attempts = item.attempts + 1;
        const giveUp = attempts >= this.#policy.maxAttempts;
        return { attempts, backoff, dueAt: giveUp ? undefined : dueAt, problem, giveUp };
      }
      case 'needs-person':
      case 'in-doubt':
        return { attempts: item.attempts, backoff, dueAt: undefined, problem, giveUp: true };
      case 'rate-limited':
        return {
          attempts: item.attempts,
          backoff,
          dueAt: Math.max(dueAt, now + (error.retryAfter ?? 0)),
          problem,
          giveUp: false,
        };
      case 'transient':
      case 'not-ready':
      case 'auth':
        return { attempts: item.attempts, backoff, dueAt, problem, giveUp: false };
    }
  }
}

export function problemOf(error: ChairsideError, at: number): Problem {
  return { code: error.code, class: error.class, text: error.screenText, at };
}
