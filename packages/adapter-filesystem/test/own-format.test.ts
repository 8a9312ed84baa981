import { filesystemWith, type RequestFormat } from '@chairside/adapter-filesystem';
import { CaptureLogger, FakeClock, NO_RX_RULES } from '@chairside/adapter-testkit';
import { ClinicId } from '@chairside/core';
import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A practice's own dialect: one line, its parts in a fixed order. */
const LINES: RequestFormat = {
  name: 'lines',
  ownsName: (name) => name.endsWith('.scan'),
  recognises: (bytes) => bytes.subarray(0, 5).toString() === 'SCAN;',
  read: (bytes) => {
    const [, chartNumber, lastName, firstName] = bytes.toString().trim().split(';');
    const values: Record<string, unknown> = {
      'patient.chartNumber': chartNumber,
      'patient.lastName': lastName,
      'patient.firstName': firstName,
    };
    return { ended: true, rows: [{ line: 1, value: (field) => values[field], lineOf: () => 1 }] };
  },
};

describe("a practice's own dialect of request files", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chairside-own-'));
  });
  afterEach(() => rm(dir, { recursive: true }));

  it('is taken beside the others once it is registered', async () => {
    const adapter = filesystemWith([LINES]);
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const ports = await adapter.create(adapter.options.parse({ inbox: 'inbox', charts: 'charts', watch: 'poll' }), {
      clinic: ClinicId('main-street'),
      logger: new CaptureLogger(),
      clock,
      rx: NO_RX_RULES,
      signal,
      resolvePath: (path) => join(dir, path),
      wake: () => undefined,
    });
    await writeFile(join(dir, 'inbox', 'a.scan'), 'SCAN;1001;Sample;Jane\n');
    await writeFile(join(dir, 'inbox', 'b.csv'), 'chartNumber,lastName,firstName\n1002,Sample,John\n');
    await ports.rxTrigger?.read(undefined, signal);
    await clock.advance(2_000);
    const reading = await ports.rxTrigger?.read(undefined, signal);
    if (reading?.kind !== 'changes') throw new Error('no changes');
    const patients = reading.changes.map((change) => change.change === 'wanted' && change.rx.patient);
    expect(patients).to.have.members(['1001', '1002']);
    await ports.close();
  });
});
