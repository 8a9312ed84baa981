import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { jpeg, stl, type SampleFile } from './sample-files.js';
import { ScriptedServer, type Answer } from './scripted-server.js';
import { contents, TempStaging } from './temp-staging.js';
import { handmadeZip, zipOf } from './zip-bytes.js';

const files: readonly SampleFile[] = [
  { name: 'u.stl', data: stl(1) },
  { name: 'é.jpg', data: jpeg(12) },
  { name: 'e.xml', data: Buffer.from('<?xml?>') },
];

describe('a damaged download', () => {
  let temp: TempStaging;
  beforeEach(async () => {
    temp = await TempStaging.make();
  });
  afterEach(() => temp.remove());

  /** Either nothing is staged, or exactly what was sent. */
  const isHarmless = async (bytes: Buffer, answer: Answer, what: string): Promise<'refused' | 'harmless'> => {
    await temp.staging.discard('job');
    try {
      const staged = await temp.fetch(new ScriptedServer(bytes, [answer]));
      expect(await contents(staged), what).to.deep.equal(files);
      return 'harmless';
    } catch (error) {
      if (!ChairsideError.is(error)) throw error;
      expect(error.code, what).to.be.oneOf(['DOWNLOAD_CORRUPT', 'ZIP_REFUSED', 'DOWNLOAD_CUT']);
      expect(
        (await temp.paths()).filter((path) => path.includes('/files/') || path.endsWith('.zip')),
        what,
      ).to.deep.equal([]);
      return 'refused';
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
      for (let at = 0; at < zip.length; at += 1) {
        const damaged = Buffer.from(zip);
        const bit = at % 8;
        damaged[at]! ^= 1 << bit;
        seen[await isHarmless(damaged, {}, `bit ${bit} of byte ${at}`)] += 1;
      }
      expect(seen.refused).to.be.greaterThan(seen.harmless);
    }).timeout(120_000);

    it(`is refused with its tail cut at any length, made ${made}`, async () => {
      const zip = await make();
      for (let length = 0; length < zip.length; length += 2) {
        const seen = await isHarmless(zip, { endAfter: length, totalSize: null, validator: null }, `cut at ${length}`);
        expect(seen, `cut at ${length}`).to.equal('refused');
      }
    }).timeout(120_000);
  }
});
