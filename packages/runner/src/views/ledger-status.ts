import { ERROR_CODES } from '@chairside/core';
import { lastRestored } from '../ledger/restored.js';
import type { SqliteLedger } from '../ledger/sqlite-ledger.js';
import { backupTrouble } from '../loop/daily-backup.js';
import { isoTime } from './iso-time.js';

/** How the ledger itself is: its daily copies, and whether it was put back from one. */
export async function ledgerStatus(ledger: SqliteLedger) {
  // What keeps them from being listed also keeps one from being made, which is told below.
  const [newest] = await ledger.copies.list().catch(() => []);
  const trouble = await backupTrouble(ledger);
  const restored = await lastRestored(ledger.house);
  // Whoever has removed the damaged one has read it.
  const told = restored !== undefined && (await ledger.damaged()).length > 0;
  return {
    lastCopy: isoTime(newest?.madeAt) ?? null,
    trouble:
      trouble === undefined
        ? null
        : { code: trouble.code, since: isoTime(trouble.since), text: ERROR_CODES[trouble.code].text },
    restored: told
      ? {
          code: 'LEDGER_RESTORED',
          at: isoTime(restored.at),
          copyOf: isoTime(restored.copyAt),
          text: ERROR_CODES.LEDGER_RESTORED.text,
        }
      : null,
  };
}

export type LedgerStatus = Awaited<ReturnType<typeof ledgerStatus>>;
