import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@chairside/core';
import type { SqliteSessionStore } from '../ledger/sqlite-session-store.js';
import type { Role } from './operator.js';

/** How long somebody stays signed in, milliseconds. */
export interface SessionLimits {
  /** Without doing anything. */
  readonly idle: number;
  /** At most. */
  readonly longest: number;
}

/** Somebody who is signed in. */
export interface OpenSession {
  readonly operator: string;
  readonly role: Role;
  /** When it ends if nothing is done until then. */
  readonly endsAt: number;
  /** What a call that changes something has to carry besides the cookie. */
  readonly proof: string;
}

/** What a browser is given at a sign-in. */
export interface BegunSession {
  /** For the cookie; nothing of it is stored. */
  readonly secret: string;
  readonly session: OpenSession;
}

/** A use is written down only so often, in parts of the idle time: each is a write to the disk. */
const NOTED_EVERY = 1 / 20;

function digest(use: string, secret: string): string {
  return createHash('sha256').update(`${use}:${secret}`).digest('base64url');
}

/** The sessions of the dashboard. They are in the ledger, as hashes, and so survive a restart of the service. */
export class Sessions {
  readonly #store: SqliteSessionStore;
  readonly #clock: Clock;
  readonly #limits: SessionLimits;

  constructor(store: SqliteSessionStore, clock: Clock, limits: SessionLimits) {
    this.#store = store;
    this.#clock = clock;
    this.#limits = limits;
  }

  /** `from`: the address that the audit log names. */
  async begin(operator: string, role: Role, from: string): Promise<BegunSession> {
    const secret = randomBytes(32).toString('base64url');
    const now = this.#clock.now();
    await this.#store.begin(digest('session', secret), operator, now - this.#limits.longest, {
      at: now,
      actor: operator,
      action: 'signed in',
      subject: operator,
      detail: `from ${from}`,
    });
    return { secret, session: this.#open(secret, operator, role, now, now) };
  }

  /** Undefined for a session that has ended or never was. `background`: nobody did anything, a page looked again. */
  async find(secret: string, background: boolean): Promise<OpenSession | undefined> {
    const id = digest('session', secret);
    const stored = await this.#store.get(id);
    if (stored === undefined) return undefined;
    const now = this.#clock.now();
    const { operator, role, startedAt, usedAt } = stored;
    if (this.#endsAt(startedAt, usedAt) <= now) {
      await this.#store.end(id);
      return undefined;
    }
    if (background) return this.#open(secret, operator, role, startedAt, usedAt);
    if (now - usedAt > this.#limits.idle * NOTED_EVERY) await this.#store.used(id, now);
    return this.#open(secret, operator, role, startedAt, now);
  }

  /** May be called for a session that has ended. */
  async end(secret: string, operator: string): Promise<void> {
    await this.#store.end(digest('session', secret), {
      at: this.#clock.now(),
      actor: operator,
      action: 'signed out',
      subject: operator,
    });
  }

  #open(secret: string, operator: string, role: Role, startedAt: number, usedAt: number): OpenSession {
    return { operator, role, endsAt: this.#endsAt(startedAt, usedAt), proof: digest('proof', secret) };
  }

  #endsAt(startedAt: number, usedAt: number): number {
    return Math.min(usedAt + this.#limits.idle, startedAt + this.#limits.longest);
  }
}
