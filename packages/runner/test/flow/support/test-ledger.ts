import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { ClinicId } from '@chairside/core';
import type { ClinicLedger } from '@chairside/core/house';
import { SqliteLedger } from '../../../dist/ledger/sqlite-ledger.js';

interface TestLedger {
  readonly folder: string;
  readonly ledger: SqliteLedger;
}

let opened: Promise<TestLedger> | undefined;
let clinics = 0;

/** A ledger file that the tests of one run share, each with a clinic of its own. */
async function testLedger(): Promise<TestLedger> {
  opened ??= (async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chairside-flow-'));
    const ledger = await SqliteLedger.open(join(folder, 'ledger.db'), {
      clock: new FakeClock(),
      logger: new CaptureLogger(),
    });
    return { folder, ledger };
  })();
  return await opened;
}

export async function temporaryFolder(): Promise<string> {
  return (await testLedger()).folder;
}

export async function freshClinic(): Promise<ClinicLedger> {
  clinics += 1;
  return (await testLedger()).ledger.clinic(ClinicId(`clinic-${clinics}`));
}

/** Closes and removes the ledger; the next test gets a new one. */
export async function closeTestLedger(): Promise<void> {
  const closing = await opened;
  opened = undefined;
  closing?.ledger.close();
  if (closing !== undefined) await rm(closing.folder, { recursive: true, force: true });
}
