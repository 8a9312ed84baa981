import { readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { ClinicId } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';

/** Under this name the ledger keeps what belongs to no clinic; no clinic can have it. */
export const NO_CLINIC = ClinicId('');
/** The cursor of the house that holds, as JSON, that the ledger was put back. */
export const RESTORED_CURSOR = 'restored';
/** The cursor of the house that holds, as JSON, why the last daily copy could not be made. */
export const BACKUP_CURSOR = 'backup-trouble';

/** That the last good copy of the ledger was put in its place. Milliseconds since 1970. */
export interface Restored {
  readonly at: number;
  readonly copyAt: number;
}

/** What tells a ledger's own history. */
interface Histories {
  readonly house: ClinicLedger;
  clinic(id: ClinicId): ClinicLedger;
}

export async function lastRestored(house: ClinicLedger): Promise<Restored | undefined> {
  const stored = await house.cursor(RESTORED_CURSOR);
  return stored === undefined ? undefined : (JSON.parse(stored) as Restored);
}

/** Writes into each clinic's audit, once, that the ledger was put back. */
export async function auditRestoring(ledger: Histories, clinics: readonly { readonly id: string }[]): Promise<void> {
  const restored = await lastRestored(ledger.house);
  if (restored === undefined) return;
  const { at, copyAt } = restored;
  const detail = `from the copy of ${new Date(copyAt).toISOString()}`;
  for (const { id } of clinics) {
    const clinic = ledger.clinic(ClinicId(id));
    if ((await clinic.cursor(RESTORED_CURSOR)) === String(at)) continue;
    await clinic.commit({
      audit: [{ at, actor: 'chairside', action: 'ledger restored', subject: 'ledger', detail }],
      cursors: { [RESTORED_CURSOR]: String(at) },
    });
  }
}

/** The damaged ledgers that were put aside and that nobody has removed yet. */
export async function damagedLedgers(file: string): Promise<readonly string[]> {
  const names = await readdir(dirname(file));
  return names.filter((name) => name.startsWith(`${basename(file)}.corrupt-`) && !/-(wal|shm)$/.test(name)).toSorted();
}
