import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ledgerStep } from './ledger-failure.js';

/** As much as the least write of SQLite takes. */
const PAGE = Buffer.alloc(4096);

/**
 * Tries whether the disk of a ledger takes anything, with a file beside it that is gone again: a write to the ledger itself
 * would wake the service. Throws LEDGER_FAILED where it takes nothing.
 */
export async function probeWriting(ledger: string): Promise<void> {
  const path = join(dirname(ledger), `.probe-${randomUUID()}`);
  await ledgerStep(async () => {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(PAGE);
      await file.sync();
    } finally {
      await file.close();
      await rm(path, { force: true });
    }
  });
}
