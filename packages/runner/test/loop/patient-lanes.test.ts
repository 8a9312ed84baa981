import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import { ClinicId } from '@chairside/core';
import { DEFAULT_STAGING_LIMITS } from '@chairside/core/download';
import { expect } from 'chai';
import 'reflect-metadata';
import { House } from '../../dist/composition/house.js';
import type { AppConfig } from '../../dist/config/app-config.js';
import { clinicTasks } from '../../dist/loop/clinic-tasks.js';
import { samplePolicy } from '../flow/support/sample-policy.js';

const PATIENTS = 'byRef: async () => undefined, search: async () => undefined';
const SENTENCE = 'The adapter does not tell which patients changed, so no change is pushed to iTero by itself.';

function adapterWith(patients: string): string {
  return `export const sample = {
    name: 'sample', apiVersion: '1.0', options: {},
    create: () => ({ patients: { ${patients} }, probe: async () => [], close: async () => undefined }),
  };`;
}

describe('the lanes that keep patients in step', () => {
  let folder: string;
  let house: House | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-lanes-'));
  });

  afterEach(async () => {
    await house?.close();
    house = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  /** The lanes with a word of patients in their name, and what the start says is missing of them. */
  async function lanes(patients: string, pushUpdates: boolean): Promise<readonly string[]> {
    const use = join(folder, 'adapter.mjs');
    await writeFile(use, adapterWith(patients));
    const policy = samplePolicy({ patients: { pushUpdates } });
    const config: AppConfig = {
      file: join(folder, 'chairside.yaml'),
      baseDir: folder,
      dataDir: join(folder, 'data'),
      vault: 'file',
      http: false,
      webhook: false,
      network: { proxy: null, caFile: null },
      itero: {
        redirectUrl: 'http://127.0.0.1:1/pairing/callback',
        allowedHosts: ['sample.example'],
      } as AppConfig['itero'],
      clinics: [{ id: 'sample', adapter: { use, options: {} }, policy, limits: DEFAULT_STAGING_LIMITS }],
    };
    house = await House.open(config, { clock: new FakeClock(), logger: new CaptureLogger() });
    const scope = await house.openClinic(ClinicId('sample'), new AbortController().signal);
    const names = clinicTasks(scope).map(({ name }) => name as string);
    return [...names, ...scope.missing()].filter((text) => text.startsWith('patient') || text === SENTENCE);
  }

  it('read and push where the practice wants it and the adapter tells what changed', async () => {
    expect(await lanes(`${PATIENTS}, changed: async () => undefined`, true)).to.deep.equal([
      'patient-changes',
      'patients',
    ]);
  });

  it('only push, and the start says so, where the adapter does not tell what changed', async () => {
    expect(await lanes(PATIENTS, true)).to.deep.equal(['patients', SENTENCE]);
  });

  it('are not there where the practice does not want it', async () => {
    expect(await lanes(`${PATIENTS}, changed: async () => undefined`, false)).to.deep.equal([]);
  });
});
