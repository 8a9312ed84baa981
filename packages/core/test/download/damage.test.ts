import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import pLimit from 'p-limit';
import { jpeg, stl, type SampleFile } from './sample-files.js';
import { ScriptedServer, type Answer } from './scripted-server.js';
import { contents, TempStaging } from './temp-staging.js';
import { handmadeZip, zipOf } from './zip-bytes.js';

const AT_ONCE = 8;

const files: readonly SampleFile[] = [
  { name: 'u.stl', data: stl(1) },
  { name: 'é.jpg', data: jpeg(12) },
  { name: 'e.xml', data: Buffer.from('<?xml?>') },
];

describe('a damaged download', () => {
  let temp: TempStaging;
  let jobs = 0;
  beforeEach(async () => {
    temp = await TempStaging.make();
  });
  afterEach(() => temp.remove());

  /** Either nothing is staged, or exactly what was sent. */
  const isHarmless = async (bytes: Buffer, answer: Answer, what: string): Promise<'refused' | 'harmless'> => {
    jobs += 1;
    const job = `job-${jobs}`;
    try {
      const staged = await temp.staging.fetchScan(
        job,
        [new ScriptedServer(bytes, [answer])],
        () => undefined,
        new AbortController().signal,
      );
      expect(await contents(staged), what).to.deep.equal(files);
      return 'harmless';
    } catch (error) {
      if (!ChairsideError.is(error)) throw error;
      expect(error.code, what).to.be.oneOf(['DOWNLOAD_CORRUPT', 'ZIP_REFUSED', 'DOWNLOAD_CUT']);
      const left = await readdir(join(temp.root, job), { recursive: true });
      expect(
        left.filter((name) => /\.(part|stl|jpg|xml|zip)$/.test(name) && name !== 'export.zip.part'),
        what,
      ).to.deep.equal([]);
      return 'refused';
    } finally {
      await temp.staging.discard(job);
    }
  };

  const zips = {
    'by hand': async () => handmadeZip(files),
    'by a library': () => zipOf(files),
    'with sizes behind the data': () => zipOf(files, 'streamed'),
    'in zip64': () => zipOf(files, 'zip64'),
  };

  for (const [made, make] of Object.entries(zips)) {
    it(`is refused or does no harm with any one bit flipped, made ${made}`, async () => {
      const zip = await make();
      const seen = { refused: 0, harmless: 0 };
      await each(zip.length, async (at) => {
        const damaged = Buffer.from(zip);
        const bit = at % 8;
        damaged[at]! ^= 1 << bit;
        seen[await isHarmless(damaged, {}, `bit ${bit} of byte ${at}`)] += 1;
      });
      expect(seen.refused).to.be.greaterThan(seen.harmless);
    }).timeout(120_000);

    it(`is refused with its tail cut at any length, made ${made}`, async () => {
      const zip = await make();
      await each(zip.length, async (length) => {
        const seen = await isHarmless(zip, { endAfter: length, totalSize: null, validator: null }, `cut at ${length}`);
        expect(seen, `cut at ${length}`).to.equal('refused');
      });
    }).timeout(120_000);
  }
});

/** Some at once, each number below `count`. */
async function each(count: number, work: (at: number) => Promise<void>): Promise<void> {
  const limit = pLimit(AT_ONCE);
  await Promise.all(Array.from({ length: count }, (_, at) => limit(() => work(at))));
}
