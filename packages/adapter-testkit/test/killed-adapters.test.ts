import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  rxTriggerSuite,
  scanSinkSuite,
  type AdapterUnderTest,
  type PracticeHands,
  type TestRunner,
} from '@chairside/adapter-testkit';
import { PatientRef, RxKey } from '@chairside/core';
import { expect } from 'chai';
import { doubling, forgetful, renaming } from './careless-adapter.js';

const KILLED = /when its process is killed/;

async function practice(): Promise<PracticeHands> {
  const folder = await mkdtemp(join(tmpdir(), 'chairside-careless-'));
  await mkdir(join(folder, 'inbox'));
  let wishes = 0;
  return {
    options: { folder },
    addPatients: async (people) => people.map(({ chartNumber }) => PatientRef(chartNumber)),
    wantScan: async ({ patient }) => {
      wishes += 1;
      const key = RxKey(`wish-${wishes}`);
      await writeFile(join(folder, 'inbox', key), JSON.stringify({ key, patient }));
      return key;
    },
    chart: async (patient) => {
      const chart = join(folder, 'charts', patient);
      const names = await readdir(chart).catch(() => []);
      const hash = async (name: string) =>
        createHash('sha256')
          .update(await readFile(join(chart, name)))
          .digest('hex');
      return Promise.all(names.map(async (name) => ({ name, sha256: await hash(name) })));
    },
    close: () => rm(folder, { recursive: true }),
  };
}

/** What becomes of the checks of a suite that kill: their mistakes. */
async function killed(suite: typeof rxTriggerSuite, adapter: AdapterUnderTest['adapter'], name: string) {
  const checks: (() => Promise<void>)[] = [];
  const runner: TestRunner = {
    describe: (_title, body) => body(),
    it: (title, body) => {
      if (KILLED.test(title)) checks.push(() => body.call(undefined));
    },
    after: () => undefined,
  };
  suite({ adapter, practice, module: { url: new URL('careless-adapter.js', import.meta.url).href, name } }, runner);
  const mistakes: string[] = [];
  for (const check of checks) await check().catch((error: Error) => mistakes.push(error.message));
  return { checks: checks.length, mistakes };
}

describe('an adapter whose process is killed in the middle', () => {
  it('is told when a wish is lost', async () => {
    const { checks, mistakes } = await killed(rxTriggerSuite, forgetful, 'forgetful');
    expect(checks).to.equal(1);
    expect(mistakes.join()).to.match(/a wish is lost when the process is killed before step \d+ of \d+/);
  });

  it('is told when a wish comes twice', async () => {
    const { mistakes } = await killed(rxTriggerSuite, renaming, 'renaming');
    expect(mistakes.join()).to.match(/a wish is doubled when the process is killed before step \d+ of \d+/);
  });

  it('is told when a scan stands in the chart twice', async () => {
    const { checks, mistakes } = await killed(scanSinkSuite, doubling, 'doubling');
    expect(checks).to.equal(1);
    expect(mistakes.join()).to.match(
      /killed before step \d+ of \d+ and completed the chart has \d+ files instead of \d+/,
    );
  });
});
