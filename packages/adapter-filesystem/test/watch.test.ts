import type { Clock } from '@chairside/core';
import { CaptureLogger } from '@chairside/adapter-testkit';
import { expect } from 'chai';
import { mkdtemp, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FolderWatch, type WatchMode } from '../dist/watch/folder-watch.js';

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => wait(ms, undefined, { signal }).catch(() => undefined),
};

describe('watching', () => {
  let dir: string;
  let woken: Promise<void>;
  let watches: FolderWatch[];
  const open = (mode: WatchMode, use: Clock = clock, folder = dir): FolderWatch => {
    const watch = new FolderWatch({
      folder,
      mode,
      clock: use,
      logger: new CaptureLogger(),
      signal: new AbortController().signal,
      wake: () => wake(),
    });
    watches.push(watch);
    return watch;
  };
  let wake: () => void;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'chairside-watch-'));
    watches = [];
    woken = new Promise((resolve) => {
      wake = resolve;
    });
  });
  afterEach(async () => {
    await Promise.all(watches.map((watch) => watch.close()));
    await rm(dir, { recursive: true });
  });

  it('finds out by a canary whether events come, and leaves no canary behind', async () => {
    await writeFile(join(dir, '.chairside-canary-left'), '');
    const mode = await open('auto').start();
    expect(await readdir(dir)).to.deep.equal([]);
    expect(mode).to.equal('events');
    await writeFile(join(dir, 'a.json'), '{}');
    await woken;
  });

  it('polls where no event comes in time', async () => {
    // No patience at all: whatever comes, comes too late.
    const hasty: Clock = { now: () => 0, sleep: () => Promise.resolve() };
    expect(await open('auto', hasty).start()).to.equal('poll');
    expect(await readdir(dir)).to.deep.equal([]);
  });

  it('does not wake for what is hidden', async () => {
    await open('events').start();
    let early = true;
    void woken.then(() => {
      expect(early).to.equal(false);
    });
    await mkdir(join(dir, '.working'));
    await writeFile(join(dir, '.hidden'), '');
    await wait(200);
    early = false;
    await writeFile(join(dir, 'a.csv'), '');
    await woken;
  });

  it('never fails: a folder that is not there is read by the clock', async () => {
    expect(await open('auto', clock, join(dir, 'missing')).start()).to.equal('poll');
    expect(await open('poll').start()).to.equal('poll');
  });
});
