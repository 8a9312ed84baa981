import type { Operator } from '../access/operator.js';
import { isoTime } from './iso-time.js';

/** Somebody who may sign in, without the password's hash. */
export function operatorView({ name, role, createdAt, passwordSetAt }: Operator): object {
  return { name, role, createdAt: isoTime(createdAt), passwordSetAt: isoTime(passwordSetAt) };
}
