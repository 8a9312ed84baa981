import { link, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { jpeg, sampleExport, stl, type SampleFile } from './sample-files.js';
import { ScriptedServer, type Answer } from './scripted-server.js';
import { contents, TempStaging } from './temp-staging.js';
import { zipOf } from './zip-bytes.js';

describe('going on with a download', () => {
  let temp: TempStaging;
  let zip: Buffer;
  let files: readonly SampleFile[];
  before(async () => {
    files = sampleExport();
    zip = await zipOf(files);
  });
  beforeEach(async () => {
    temp = await TempStaging.make();
  });
  afterEach(() => temp.remove());

  const serve = (...script: readonly Answer[]): ScriptedServer => new ScriptedServer(zip, script);
  const arrives = async (server: ScriptedServer): Promise<void> => {
    const staged = await temp.fetch(server);
    expect(await contents(staged)).to.deep.equal(files);
    expect(await readFile(staged.archives[0]!.path)).to.deep.equal(zip);
  };

  it('goes on where a cut connection stopped, in the same call', async () => {
    const server = serve({ cutAfter: 5000 }, { cutAfter: 7500 }, {});
    await arrives(server);
    expect(server.asked.map((range) => range?.from)).to.deep.equal([undefined, 5000, 12_500]);
    expect(server.asked[1]?.validator).to.equal('"one"');
  });

  it('takes an answer that ends early for a cut', async () => {
    const server = serve({ endAfter: 9000 }, {});
    await arrives(server);
    expect(server.asked[1]?.from).to.equal(9000);
  });

  it('is content when the connection breaks after the last byte', async () => {
    const server = serve({ cutAfter: zip.length });
    await arrives(server);
    expect(server.asked).to.have.length(1);
  });

  it('gives up after some tries that bring little, and goes on from there in the next call', async () => {
    const server = serve({ cutAfter: 1000 });
    expect(await temp.refusal(server)).to.equal('DOWNLOAD_CUT');
    const tries = server.asked.length;
    expect(tries).to.be.within(2, 10);
    temp = temp.again();
    const later = serve({});
    await arrives(later);
    expect(later.asked.map((range) => range?.from)).to.deep.equal([tries * 1000]);
  });

  it('keeps trying as long as each try brings much', async () => {
    const large = await zipOf([{ name: 'large.jpg', data: jpeg(9_000_000) }]);
    const server = new ScriptedServer(large, [{ cutAfter: 1_100_000 }]);
    const staged = await temp.fetch(server);
    expect(staged.archives[0]?.size).to.equal(large.length);
    expect(server.asked.length).to.be.greaterThan(6);
  });

  it('starts anew where the file changed in the meantime, also when both were partly here', async () => {
    const others = [{ name: 'upper.stl', data: stl(1800) }];
    const changed = await zipOf(others);
    const server = new ScriptedServer(zip, [
      { cutAfter: 4000 },
      { bytes: changed, validator: '"two"', cutAfter: 3000 },
      { bytes: changed, validator: '"two"' },
    ]);
    const staged = await temp.fetch(server);
    expect(await contents(staged)).to.deep.equal(others);
    expect(await readFile(staged.archives[0]!.path)).to.deep.equal(changed);
    expect(server.asked.map((range) => range?.validator)).to.deep.equal([undefined, '"one"', '"two"']);
  });

  it('asks for everything where the server sends the rest of another version', async () => {
    const others = [{ name: 'upper.stl', data: stl(3000) }];
    const changed = { bytes: await zipOf(others), validator: '"two"', ignoresValidator: true };
    const cut = new ScriptedServer(zip, [{ cutAfter: 4000 }, changed]);
    expect(await contents(await temp.fetch(cut))).to.deep.equal(others);
    expect(cut.asked.map((range) => range?.from)).to.deep.equal([undefined, 4000, undefined]);
    await temp.staging.discard('job');
    const whole = new ScriptedServer(zip, [{}, changed]);
    await temp.fetch(whole);
    expect(await contents(await temp.fetch(whole))).to.deep.equal(others);
  });

  it('starts anew where the server knows no ranges', async () => {
    await arrives(serve({ cutAfter: 4000 }, { ignoresRange: true }));
  });

  it('starts anew where the length is another than before', async () => {
    await arrives(serve({ cutAfter: 4000, totalSize: zip.length + 7 }, { ignoresRange: true }));
  });

  it('does not resume what has no validator, and leaves nothing of it for the next call', async () => {
    const server = serve({ cutAfter: 4000, validator: null }, {});
    expect(await temp.refusal(server)).to.equal('DOWNLOAD_CUT');
    await arrives(server);
    expect(server.asked).to.deep.equal([undefined, undefined]);
  });

  it('takes an answer without a length at its end', async () => {
    await arrives(serve({ totalSize: null }));
    expect(await temp.paths()).not.to.include('job/export.zip.part.json');
  });

  it('finds out that an answer without a length or a validator is not whole', async () => {
    expect(await temp.refusal(serve({ totalSize: null, validator: null, endAfter: 9000 }))).to.equal(
      'DOWNLOAD_CORRUPT',
    );
    await arrives(serve({}));
  });

  it('refuses more bytes than announced', async () => {
    expect(await temp.refusal(serve({ totalSize: zip.length - 1 }))).to.equal('DOWNLOAD_CORRUPT');
  });

  it('passes on what the cloud says, and keeps what is here', async () => {
    const server = serve(
      { cutAfter: 6000 },
      { fails: new ChairsideError('CLOUD_UNREACHABLE') },
      { fails: new ChairsideError('SCAN_NOT_READY') },
      {},
    );
    expect(await temp.refusal(server)).to.equal('CLOUD_UNREACHABLE');
    expect(await temp.refusal(server)).to.equal('SCAN_NOT_READY');
    await arrives(server);
    expect(server.asked.map((range) => range?.from)).to.deep.equal([undefined, 6000, 6000, 6000]);
  });

  it('does not fetch again what is whole and unchanged', async () => {
    const server = serve({});
    await arrives(server);
    await arrives(server);
    expect(server.asked).to.deep.equal([undefined, { from: zip.length - 1, validator: '"one"' }]);
  });

  it('fetches the first asset only once when the second needs another call', async () => {
    const pictures = await zipOf([{ name: 'a.jpg', data: jpeg(400) }]);
    const first = serve({});
    const second = new ScriptedServer(pictures, [{ fails: new ChairsideError('CLOUD_BUSY') }, {}], 'gallery');
    expect(await temp.refusal([first, second])).to.equal('CLOUD_BUSY');
    const staged = await temp.fetch([first, second]);
    expect(staged.files).to.have.length(files.length + 1);
    expect(first.asked.map((range) => range?.from)).to.deep.equal([undefined, zip.length - 1]);
  });

  it('replaces what is whole by another version, without changing the old file itself', async () => {
    const staged = await temp.fetch(serve({}));
    const linked = join(temp.root, 'linked.zip');
    await link(staged.archives[0]!.path, linked);
    const others = [{ name: 'upper.stl', data: stl(20) }];
    const again = await temp.fetch(new ScriptedServer(await zipOf(others), [{ validator: '"two"' }]));
    expect(await contents(again)).to.deep.equal(others);
    expect(await readFile(linked)).to.deep.equal(zip);
  });

  describe('after a crash', () => {
    const part = (): string => join(temp.root, 'job', 'export.zip.part');
    const crashed = async (
      bytes: Buffer,
      note = JSON.stringify({ validator: '"one"', total: zip.length }),
    ): Promise<void> => {
      await temp.fetch(new ScriptedServer(Buffer.alloc(0), [{ none: true }]));
      await writeFile(part(), bytes);
      await writeFile(`${part()}.json`, note);
    };

    it('goes on from any length of the part', async () => {
      for (let length = 0; length <= zip.length; length += 1777) {
        await crashed(zip.subarray(0, length));
        const server = serve({});
        await arrives(server);
        expect(server.asked[0]?.from).to.equal(length === 0 ? undefined : length);
      }
    });

    it('asks for the last byte again where the part is whole, and for no more where it is longer', async () => {
      for (const bytes of [zip, Buffer.concat([zip, zip])]) {
        await crashed(bytes);
        const server = serve({});
        await arrives(server);
        expect(server.asked.map((range) => range?.from)).to.deep.equal([zip.length - 1]);
      }
    });

    it('fetches all of it where the part is damaged, without an error', async () => {
      const hole = Buffer.from(zip.subarray(0, 9000)).fill(0, 4096, 8192);
      await crashed(hole);
      const server = serve({});
      await arrives(server);
      expect(server.asked.map((range) => range?.from)).to.deep.equal([9000, undefined]);
    });

    it('fetches all of it where the archive that was whole is damaged', async () => {
      const server = serve({});
      const staged = await temp.fetch(server);
      const { path } = staged.archives[0]!;
      const damaged = await readFile(path);
      damaged[5000]! ^= 0x10;
      await writeFile(path, damaged);
      await arrives(server);
      await truncate(path, 100);
      await arrives(server);
      expect(server.asked.map((range) => range?.from)).to.deep.equal([undefined, zip.length - 1, undefined, undefined]);
    });

    it('blames the item where the file is damaged at the server as well', async () => {
      const damaged = Buffer.from(zip);
      damaged[5000]! ^= 0x10;
      await crashed(damaged.subarray(0, 9000));
      const server = new ScriptedServer(damaged);
      expect(await temp.refusal(server)).to.equal('DOWNLOAD_CORRUPT');
      expect(server.asked).to.have.length(2);
    });

    it('starts anew where the note cannot be read', async () => {
      for (const note of ['', '{', '[]', '{"validator":7,"total":-1}']) {
        await crashed(zip.subarray(0, 5000), note);
        const server = serve({});
        await arrives(server);
        expect(server.asked).to.deep.equal([undefined]);
      }
    });

    it('takes away what was unpacked in part', async () => {
      const staged = await temp.fetch(serve({}));
      await writeFile(join(temp.root, 'job/files/export/.1.part'), 'half');
      await writeFile(join(temp.root, 'job/files/export/017.stl'), 'from another time');
      await arrives(serve({}));
      expect((await temp.paths()).filter((path) => path.includes('/files/'))).to.have.length(staged.files.length);
    });
  });
});
