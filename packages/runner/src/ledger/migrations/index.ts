import { initial } from './0001-initial.js';
import { patients } from './0002-patients.js';
import { failedCaptures } from './0003-failed-captures.js';
import { auditChain } from './0004-audit-chain.js';
import { openRx } from './0005-open-rx.js';
import { statusProblems } from './0006-status-problems.js';
import { operators } from './0007-operators.js';
import type { Migration } from './migration.js';

/** All steps, oldest first. */
export const MIGRATIONS: readonly Migration[] = [
  initial,
  patients,
  failedCaptures,
  auditChain,
  openRx,
  statusProblems,
  operators,
];
