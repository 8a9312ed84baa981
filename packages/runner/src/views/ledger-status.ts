import { ChairsideError, ERROR_CODES } from '@chairside/core';
import { lastRestored } from '../ledger/restored.js';
import type { SqliteLedger } from '../ledger/sqlite-ledger.js';
import { backupTrouble, type BackupTrouble } from '../loop/daily-backup.js';
import { isoTime } from './iso-time.js';

/** How the ledger itself is, at `now`: whether it can be written, its daily copies, and whether it was put back from one. */
export async function ledgerStatus(ledger: SqliteLedger, now: number) {
  // What keeps them from being listed also keeps one from being made, which is told below.
  const [newest] = await ledger.copies.list().catch(() => []);
  const trouble = (await writeTrouble(ledger, now)) ?? (await backupTrouble(ledger));
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

/** Found out on the spot: while a ledger takes nothing, the service has nowhere to note it for others. */
async function writeTrouble(ledger: SqliteLedger, now: number): Promise<BackupTrouble | undefined> {
  try {
    await ledger.probeWriting();
    return undefined;
  } catch (thrown) {
    return { code: ChairsideError.from(thrown, 'LEDGER_FAILED').code, since: now };
  }
}

export type LedgerStatus = Awaited<ReturnType<typeof ledgerStatus>>;
