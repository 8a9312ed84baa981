import { readFile } from 'node:fs/promises';
import { ChairsideError, type StagedFile } from '@chairside/core';
import type { ByteStream } from '@chairside/core/house';
import { expect } from 'chai';
import { HTML, jpeg } from './sample-files.js';
import { ScriptedServer, type Answer } from './scripted-server.js';
import { TempStaging } from './temp-staging.js';

describe('fetching one picture', () => {
  const picture = jpeg(60_000);
  let temp: TempStaging;
  beforeEach(async () => {
    temp = await TempStaging.make({ packedBytes: 100_000 });
  });
  afterEach(() => temp.remove());

  const fetch = (server: ScriptedServer, name = '2026-01-02 upper.jpg'): Promise<StagedFile> =>
    temp.staging.fetchPicture(
      'job',
      name,
      (range, signal) => server.open(range, signal) as Promise<ByteStream>,
      new AbortController().signal,
    );
  const refusal = async (bytes: Buffer, answer: Answer = {}, name?: string): Promise<unknown> => {
    const failure: unknown = await fetch(new ScriptedServer(bytes, [answer]), name).catch((error: unknown) => error);
    return ChairsideError.is(failure) ? failure.code : failure;
  };

  it('stages it under a name of ours', async () => {
    const file = await fetch(new ScriptedServer(picture));
    expect(file).to.include({ name: '2026-01-02 upper.jpg', size: picture.length, media: 'jpeg', from: 'captures' });
    expect(await readFile(file.path)).to.deep.equal(picture);
    expect(file.path).not.to.contain('upper');
  });

  it('keeps several apart, whatever their names', async () => {
    const names = ['a/../b.jpg', 'A.jpg', 'a.jpg', '../../up.jpg'];
    const files = await Promise.all(names.map((name) => fetch(new ScriptedServer(picture), name)));
    expect(new Set(files.map(({ path }) => path)).size).to.equal(names.length);
    expect((await temp.paths()).every((path) => path.startsWith('job/pictures/'))).to.equal(true);
  });

  it('goes on after a cut', async () => {
    const server = new ScriptedServer(picture, [{ cutAfter: 20_000 }, {}]);
    expect(await readFile((await fetch(server)).path)).to.deep.equal(picture);
    expect(server.asked[1]?.from).to.equal(20_000);
  });

  it('takes a PNG where no name claims another kind', async () => {
    const png = Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      Buffer.alloc(200),
      Buffer.from('IEND\xae\x42\x60\x82', 'latin1'),
    ]);
    expect(await fetch(new ScriptedServer(png), 'capture')).to.include({ media: 'png', size: png.length });
    expect(await refusal(png, {}, 'capture.jpg')).to.equal('DOWNLOAD_CORRUPT');
  });

  it('refuses what is no whole picture, and leaves nothing of it', async () => {
    expect(await refusal(HTML)).to.equal('DOWNLOAD_CORRUPT');
    expect(await refusal(Buffer.alloc(0))).to.equal('DOWNLOAD_CORRUPT');
    expect(await refusal(picture, { totalSize: null, endAfter: 50_000 })).to.equal('DOWNLOAD_CORRUPT');
    expect(await refusal(picture, {}, 'claims.png')).to.equal('DOWNLOAD_CORRUPT');
    expect(await refusal(jpeg(100_001))).to.equal('DOWNLOAD_TOO_LARGE');
    expect(await temp.paths()).to.deep.equal([]);
  });
});
