import { access, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { ChairsideError } from '@chairside/core';
import type { AssetSource } from '@chairside/core/house';
import { expect } from 'chai';
import { jpeg, sampleExport } from './sample-files.js';
import { ScriptedServer } from './scripted-server.js';
import { contents, TempStaging } from './temp-staging.js';
import { handmadeZip, zipOf } from './zip-bytes.js';

/** A Linux device that is always full. */
const FULL_DEVICE = '/dev/full';

describe('a fetch that is interrupted', () => {
  let temp: TempStaging;
  let zip: Buffer;
  const files = sampleExport();
  before(async () => {
    zip = await zipOf(files);
  });
  beforeEach(async () => {
    temp = await TempStaging.make();
  });
  afterEach(() => temp.remove());

  it('stops at once at a connection that sends nothing more, and goes on later', async () => {
    const stop = new AbortController();
    const body = new PassThrough();
    const stuck: AssetSource = {
      kind: 'export',
      open: async () => ({ offset: 0, totalSize: zip.length, validator: '"one"', body }),
    };
    const refusal = temp.refusal(stuck, stop.signal);
    body.write(zip.subarray(0, 12_000));
    while (!(await temp.paths()).includes('job/export.zip.part')) await setTimeout(1);
    await setTimeout(20);
    stop.abort();
    expect(await refusal).to.equal('STOPPED');
    expect(body.destroyed).to.equal(true);
    const server = new ScriptedServer(zip);
    expect(await contents(await temp.fetch(server))).to.deep.equal(files);
    expect(server.asked[0]?.from).to.equal(12_000);
  });

  it('stops wherever it is, and is whole when called again', async () => {
    const more = [...files, { name: 'noise.jpg', data: jpeg(400_000) }];
    const large = await zipOf(more);
    for (const after of [0, 1, 5, 20, 60, 120, 180, 240]) {
      const stop = new AbortController();
      let told = 0;
      const progress = (): void => {
        told += 1;
        if (told === after) stop.abort();
      };
      if (after === 0) stop.abort();
      const failure: unknown = await temp
        .fetch(new ScriptedServer(large), progress, stop.signal)
        .catch((error: unknown) => error);
      expect(ChairsideError.is(failure) ? failure.code : failure, `after ${after}`).to.equal('STOPPED');
      expect(await contents(await temp.fetch(new ScriptedServer(large)))).to.deep.equal(more);
      await temp.staging.discard('job');
    }
  });

  it('stops while it unpacks', async () => {
    const stop = new AbortController();
    const bomb = handmadeZip([{ name: 'large', data: Buffer.alloc(100_000_000) }]);
    const refusal = temp.again({ ratio: 2_000 }).refusal(new ScriptedServer(bomb), stop.signal);
    while (!(await temp.paths()).includes('job/files/export/.1.part')) await setTimeout(1);
    stop.abort();
    expect(await refusal).to.equal('STOPPED');
    expect((await temp.paths()).filter((path) => path.includes('/files/'))).to.deep.equal([]);
  });

  it('says that the disk is full', async function () {
    if (!(await exists(FULL_DEVICE))) this.skip();
    await mkdir(join(temp.root, 'job'), { recursive: true });
    await symlink(FULL_DEVICE, join(temp.root, 'job', 'export.zip.part'));
    expect(await temp.refusal(new ScriptedServer(zip))).to.equal('STAGING_FULL');
  });

  it('says that the disk cannot be used', async () => {
    const blocked = await TempStaging.make();
    await blocked.remove();
    await writeFile(blocked.root, 'a file where the folder belongs');
    expect(await blocked.refusal(new ScriptedServer(zip))).to.equal('STAGING_FAILED');
    await blocked.remove();
  });

  it('takes only names of folders for jobs', async () => {
    for (const job of ['', '.', '..', '../up', 'a/b', 'a\\b', '.hidden', 'dot.', 'C:', 'a b']) {
      const failure: unknown = await temp.staging.discard(job).catch((error: unknown) => error);
      expect(ChairsideError.is(failure) ? failure.code : failure, job).to.equal('UNEXPECTED');
    }
    await temp.staging.discard('100000001');
    await temp.staging.discard('-A_2f_b.c');
  });
});

describe('what is staged', () => {
  let temp: TempStaging;
  beforeEach(async () => {
    temp = await TempStaging.make();
  });
  afterEach(() => temp.remove());

  it('is held only as long as every file and archive is there with its size', async () => {
    const zip = await zipOf(sampleExport());
    for (const pick of [0, 1]) {
      const staged = await temp.fetch(new ScriptedServer(zip));
      expect(await temp.staging.holds(staged)).to.equal(true);
      await writeFile((pick === 0 ? staged.archives : staged.files)[0]!.path, 'short');
      expect(await temp.staging.holds(staged)).to.equal(false);
    }
    const staged = await temp.fetch(new ScriptedServer(zip));
    await temp.staging.discard('job');
    expect(await temp.staging.holds(staged)).to.equal(false);
  });

  it('goes with its job, and jobs that nobody keeps go at a sweep', async () => {
    const zip = await zipOf(sampleExport());
    for (const job of ['1', '2', '3'])
      await temp.staging.fetchScan(job, [new ScriptedServer(zip)], () => undefined, new AbortController().signal);
    await temp.staging.discard('1');
    await temp.staging.discard('1');
    await temp.staging.sweep(new Set(['2', '9']));
    expect(new Set((await temp.paths()).map((path) => path.split('/')[0]))).to.deep.equal(new Set(['2']));
  });

  it('may be swept before there is anything', async () => {
    await temp.remove();
    await temp.staging.sweep(new Set());
  });
});

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
