/** What somebody may do: see, or see and act. */
export const ROLES = ['viewer', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/** Somebody who may sign in to the dashboard. */
export interface Operator {
  readonly name: string;
  readonly role: Role;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** When the password was last set. */
  readonly passwordSetAt: number;
}

/** Whom the audit log names where nobody acted. */
const OURSELVES = 'chairside';

/** A name as it is stored, however it was typed; undefined where it cannot be one. */
export function operatorName(typed: string): string | undefined {
  const name = typed.trim().toLowerCase();
  return /^[a-z0-9][a-z0-9._-]{0,31}$/.test(name) && name !== OURSELVES ? name : undefined;
}

/** Characters; what is longer than most remember is guessed by nobody. */
export const SHORTEST_PASSWORD = 12;
const LONGEST_PASSWORD = 256;

/** Why a new password cannot be used, as a sentence; undefined where it can. */
export function passwordFault(password: string, name: string): string | undefined {
  const { length } = Array.from(password);
  if (length < SHORTEST_PASSWORD) return `A password has at least ${SHORTEST_PASSWORD} characters.`;
  if (length > LONGEST_PASSWORD) return `A password has at most ${LONGEST_PASSWORD} characters.`;
  if (password.toLowerCase().includes(name)) return 'A password does not contain the name.';
  if (new Set(password).size < 5) return 'A password has at least 5 different characters.';
  return undefined;
}
