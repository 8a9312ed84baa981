import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { isServiceAtWork, lockDataFolder } from '../../dist/lock/data-folder-lock.js';

describe('the lock on the data folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const refusal = async (): Promise<unknown> => {
    const error = await lockDataFolder(folder).catch((thrown: unknown) => thrown);
    return ChairsideError.is(error) ? error.code : error;
  };

  it('is held once in a process, and free after its release', async () => {
    expect(isServiceAtWork(folder), 'before the first').to.equal(false);
    const lock = await lockDataFolder(folder);
    expect(await refusal()).to.equal('DATA_FOLDER_IN_USE');
    expect(isServiceAtWork(folder)).to.equal(true);
    lock.release();
    lock.release();
    expect(isServiceAtWork(folder)).to.equal(false);
    (await lockDataFolder(folder)).release();
  });

  it('is free for another data folder', async () => {
    const lock = await lockDataFolder(folder);
    (await lockDataFolder(join(folder, 'other'))).release();
    lock.release();
  });

  it('is refused while another process holds it, and free again when that one was killed', async () => {
    const child = fork(new URL('hold-lock.js', import.meta.url), [folder]);
    try {
      await once(child, 'message');
      expect(await refusal()).to.equal('DATA_FOLDER_IN_USE');
      expect(isServiceAtWork(folder)).to.equal(true);
    } finally {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
    expect(isServiceAtWork(folder)).to.equal(false);
    (await lockDataFolder(folder)).release();
  });

  it('reports a folder that cannot be written', async () => {
    const error = await lockDataFolder(join(process.execPath, 'below-a-file')).catch((thrown: unknown) => thrown);
    expect(ChairsideError.is(error) && error.code).to.equal('LEDGER_FAILED');
  });
});
