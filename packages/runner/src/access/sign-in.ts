import { isIPv6 } from 'node:net';
import type { Clock } from '@chairside/core';
import type { SqliteAuditLog } from '../ledger/sqlite-audit-log.js';
import type { SqliteOperatorStore } from '../ledger/sqlite-operator-store.js';
import { operatorName } from './operator.js';
import type { Passwords } from './passwords.js';
import type { BegunSession, Sessions } from './sessions.js';
import { SignInThrottle } from './sign-in-throttle.js';

/** Tries without a wait: of one name, and from one address, behind which there may be a whole practice. */
const FREE_BY_NAME = 5;
const FREE_BY_ADDRESS = 20;

export type SignInAnswer =
  | ({ readonly kind: 'signed-in' } & BegunSession)
  /** Wrong name or wrong password: which of them is not said. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'wait'; readonly ms: number };

export interface SignInParts {
  readonly operators: SqliteOperatorStore;
  readonly sessions: Sessions;
  readonly auditLog: SqliteAuditLog;
  readonly passwords: Pick<Passwords, 'verify'>;
  readonly clock: Clock;
}

/** Whoever holds a network of IPv6 has more addresses than can be counted. */
function network(address: string): string {
  return isIPv6(address) && !address.startsWith('::ffff:') ? address.split(':').slice(0, 4).join(':') : address;
}

/** Lets operators in by name and password. Every sign-in is audited, and every try that failed, as far as it was made. */
export class SignIn {
  readonly #parts: SignInParts;
  readonly #throttle: SignInThrottle;

  constructor(parts: SignInParts) {
    this.#parts = parts;
    this.#throttle = new SignInThrottle(parts.clock);
  }

  async signIn(typed: string, password: string, address: string): Promise<SignInAnswer> {
    const { operators, sessions, passwords } = this.#parts;
    const name = operatorName(typed);
    const known = name === undefined ? undefined : await operators.get(name);
    const keys = { [`name ${name ?? ''}`]: FREE_BY_NAME, [`address ${network(address)}`]: FREE_BY_ADDRESS };
    // A name that nobody has may be a password in the wrong field: it is written nowhere.
    const subject = known?.name ?? 'unknown name';
    const admission = this.#throttle.take(keys);
    if (admission.kind === 'wait') {
      if (admission.first) await this.#audit('sign-in held back', subject, address);
      return { kind: 'wait', ms: admission.ms };
    }
    if (!(await passwords.verify(known?.password, password)) || known === undefined) {
      await this.#audit('sign-in failed', subject, address);
      return { kind: 'refused' };
    }
    this.#throttle.forget(keys);
    return { kind: 'signed-in', ...(await sessions.begin(known.name, known.role, address)) };
  }

  async #audit(action: string, subject: string, address: string): Promise<void> {
    const { auditLog, clock } = this.#parts;
    await auditLog.append({ at: clock.now(), actor: 'chairside', action, subject, detail: `from ${address}` });
  }
}
