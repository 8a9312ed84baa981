import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { OrderId, PatientRef, type Patient, type ScanDelivery, type StagedFile } from '@chairside/core';

export const never: AbortSignal = new AbortController().signal;

/** A made-up patient. */
export function samplePatient(number: number, fields: Partial<Patient> = {}): Patient {
  return {
    ref: PatientRef(`P${number}`),
    chartNumber: `${1000 + number}`,
    firstName: 'Test',
    lastName: `Sample${number}`,
    ...fields,
  };
}

export async function inTemporaryFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'chairside-testkit-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export async function stagedFile(folder: string, name: string, text: string): Promise<StagedFile> {
  const path = join(folder, name);
  await writeFile(path, text);
  return {
    name,
    path,
    size: text.length,
    sha256: createHash('sha256').update(text).digest('hex'),
    media: 'other',
    from: 'export',
  };
}

export function sampleDelivery(files: readonly StagedFile[], fields: Partial<ScanDelivery> = {}): ScanDelivery {
  const patient = samplePatient(1);
  return {
    key: '7/r1',
    kind: 'scan',
    patient,
    order: {
      orderId: OrderId(7),
      scannedAt: '2026-01-05T08:00:00.000Z',
      patient,
      status: 'Completed',
      preps: [],
      assets: {},
    },
    revision: 1,
    files,
    archives: [],
    ...fields,
  };
}
