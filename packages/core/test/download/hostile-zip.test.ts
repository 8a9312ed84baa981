import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { stl } from './sample-files.js';
import { ScriptedServer } from './scripted-server.js';
import { TempStaging } from './temp-staging.js';
import { handmadeZip, type HandmadeEntry } from './zip-bytes.js';

const MADE_ON_UNIX = 0x0314;
const SECRET = 'Sample-Testa';

describe('a ZIP that no scanner makes', () => {
  let temp: TempStaging;
  beforeEach(async () => {
    temp = await TempStaging.make({
      entries: 20,
      unpackedBytes: 8_000_000,
      entryBytes: 5_000_000,
      packedBytes: 200_000,
      ratio: 100,
      folders: 3,
    });
  });
  afterEach(() => temp.remove());

  /** The fetch fails with this code, no file stands anywhere, and the error tells no name of the ZIP. */
  const refuses = async (zip: Buffer, code: string, detail?: string): Promise<void> => {
    let failure: unknown;
    await temp.fetch(new ScriptedServer(zip)).catch((error: unknown) => {
      failure = error;
    });
    expect(ChairsideError.is(failure) ? failure.code : failure).to.equal(code);
    const { message } = failure as ChairsideError;
    expect(message).not.to.contain(SECRET);
    if (detail !== undefined) expect(message).to.contain(detail);
    expect(await temp.paths()).to.deep.equal([]);
  };

  const good: HandmadeEntry = { name: 'good.stl', data: stl(4) };

  for (const name of [
    '../up',
    'a/../../up',
    '/absolute',
    'C:/drive',
    'c:drive',
    '\\absolute',
    '\\\\server\\share',
    'a\\..\\..\\up',
    'a/..',
    '..',
  ]) {
    it(`refuses the name ${name}`, () =>
      refuses(handmadeZip([good, { name: `${name}${name.endsWith('..') ? '' : SECRET}` }]), 'ZIP_REFUSED'));
  }

  it('refuses control characters in names, and names of nothing', async () => {
    await refuses(handmadeZip([{ name: `${SECRET}\u0000.stl` }]), 'ZIP_REFUSED', 'control character');
    await refuses(handmadeZip([{ name: '' }]), 'ZIP_REFUSED', 'empty name');
    await refuses(handmadeZip([{ name: './.' }]), 'ZIP_REFUSED', 'empty name');
  });

  it('refuses two entries of one name, however it is spelt', async () => {
    await refuses(handmadeZip([good, { name: 'good.stl' }]), 'ZIP_REFUSED', 'one name');
    await refuses(handmadeZip([good, { name: './/good.stl' }]), 'ZIP_REFUSED', 'one name');
    await refuses(handmadeZip([{ name: 'a/b\u00e9' }, { name: 'a\\be\u0301' }]), 'ZIP_REFUSED', 'one name');
  });

  it('refuses a name that is a file and a folder', () =>
    refuses(handmadeZip([good, { name: 'good.stl/inside' }]), 'ZIP_REFUSED', 'file and a folder'));

  it('refuses encrypted entries', () =>
    refuses(handmadeZip([good, { name: SECRET, flags: 1 }]), 'ZIP_REFUSED', 'encrypted'));

  it('refuses symbolic links and devices', async () => {
    for (const type of [0o120777, 0o020666, 0o010666]) {
      const attributes = ((type << 16) >>> 0) + 0x20;
      await refuses(
        handmadeZip([good, { name: SECRET, madeBy: MADE_ON_UNIX, attributes, data: Buffer.from('/etc/passwd') }]),
        'ZIP_REFUSED',
        'no file',
      );
    }
  });

  it('refuses what Windows packs for a link or a device', async () => {
    for (const attributes of [0x400, 0x420, 0x40])
      await refuses(handmadeZip([good, { name: SECRET, attributes }]), 'ZIP_REFUSED', 'no file');
  });

  it('accepts the attributes of ordinary files and folders', async () => {
    const attributes = (type: number): number => (type << 16) >>> 0;
    const zip = handmadeZip([
      { ...good, madeBy: MADE_ON_UNIX, attributes: attributes(0o100644) },
      { name: 'folder/', madeBy: MADE_ON_UNIX, attributes: attributes(0o040755), data: Buffer.alloc(0) },
    ]);
    expect((await temp.fetch(new ScriptedServer(zip))).files).to.have.length(1);
  });

  it('refuses an unknown compression', () =>
    refuses(handmadeZip([{ name: SECRET, method: 12 }]), 'ZIP_REFUSED', 'compression'));

  it('refuses too many entries', () =>
    refuses(
      handmadeZip(Array.from({ length: 21 }, (_, at) => ({ name: `${SECRET}${at}` }))),
      'ZIP_REFUSED',
      'more than 20',
    ));

  it('refuses a ZIP that says it unpacks to too much', async () => {
    const large = { data: Buffer.alloc(900_000) };
    const zip = handmadeZip(Array.from({ length: 9 }, (_, at) => ({ ...large, name: `${SECRET}${at}` })));
    await refuses(zip, 'ZIP_REFUSED', 'unpacked');
  });

  it('refuses one entry that is too large, or unpacks to too many times its size', async () => {
    const bomb = { name: SECRET, data: Buffer.alloc(2_000_000) };
    await refuses(handmadeZip([good, bomb]), 'ZIP_REFUSED', 'times its packed size');
    const lying = handmadeZip([good, { name: SECRET, size: 5_000_001, localSize: 5_000_001 }]);
    await refuses(lying, 'ZIP_REFUSED', 'more than 5000000 bytes');
  });

  it('never unpacks a ZIP within the ZIP: it is a file like any other', async () => {
    const inner = handmadeZip([{ name: '../../up', data: Buffer.alloc(900_000) }]);
    const { files } = await temp.fetch(new ScriptedServer(handmadeZip([good, { name: 'inner.zip', data: inner }])));
    expect(files.map(({ name, size }) => [name, size])).to.deep.equal([
      ['good.stl', good.data?.length],
      ['inner.zip', inner.length],
    ]);
    expect(await temp.paths()).to.have.length(4);
  });

  it('refuses folders within folders without end, and names without end', async () => {
    await refuses(handmadeZip([good, { name: `a/b/c/d/${SECRET}` }]), 'ZIP_REFUSED', 'more than 3 folders');
    await refuses(handmadeZip([good, { name: `${SECRET}${'x'.repeat(1024)}` }]), 'ZIP_REFUSED', 'more than 1024 bytes');
    await refuses(handmadeZip([good, { name: `${'a/'.repeat(32_000)}x` }]), 'ZIP_REFUSED');
    expect((await temp.fetch(new ScriptedServer(handmadeZip([{ name: 'a/b/c/d' }, good])))).files).to.have.length(2);
  });

  it('refuses what stands behind the end', async () => {
    const zip = handmadeZip([good]);
    await refuses(Buffer.concat([zip, Buffer.from('trailing')]), 'DOWNLOAD_CORRUPT');
    await refuses(Buffer.concat([zip, zip]), 'DOWNLOAD_CORRUPT');
  });

  it('refuses 10,000 entries by the directory’s own count, without reading them', async () => {
    const many = handmadeZip(Array.from({ length: 10_000 }, (_, at) => ({ name: `${at}`, data: Buffer.alloc(0) })));
    await temp.remove();
    temp = await TempStaging.make();
    await refuses(many, 'ZIP_REFUSED', 'more than 500 entries');
  });

  it('stops unpacking an entry that holds more than it says', () =>
    refuses(
      handmadeZip([{ name: SECRET, data: Buffer.alloc(50_000_000), size: 10, localSize: 10 }]),
      'DOWNLOAD_CORRUPT',
      'longer',
    ));

  it('refuses an entry that holds less than it says', () =>
    refuses(handmadeZip([{ name: SECRET, size: 10, localSize: 10 }]), 'DOWNLOAD_CORRUPT', 'shorter'));

  it('refuses entries that share their bytes', async () => {
    const data = Buffer.alloc(200_000);
    await refuses(
      handmadeZip([
        { name: 'one', data },
        { name: 'two', data, offset: 0, localName: 'two' },
      ]),
      'DOWNLOAD_CORRUPT',
    );
    await refuses(
      handmadeZip([
        { name: 'same', data },
        { name: 'same', data, offset: 0 },
      ]),
      'ZIP_REFUSED',
      'overlap',
    );
  });

  it('refuses an entry whose bytes reach into the directory', () => {
    const packed = Buffer.from('0123456789');
    return refuses(
      handmadeZip([{ name: 'one', stored: true, packed, packedSize: 40, size: 40 }]),
      'ZIP_REFUSED',
      'overlap',
    );
  });

  it('refuses deflated bytes that go on behind their end', () =>
    refuses(
      handmadeZip([{ name: SECRET, data: Buffer.from('hello'), packed: Buffer.from('cb48cdc9c90700aabbcc', 'hex') }]),
      'DOWNLOAD_CORRUPT',
      'packed bytes',
    ));

  it('refuses a wrong CRC', () => refuses(handmadeZip([{ name: SECRET, crc: 1 }]), 'DOWNLOAD_CORRUPT', 'CRC'));

  it('refuses two headers that name their entry differently', () =>
    refuses(handmadeZip([{ name: 'upper.stl', localName: 'lower.stl', data: stl(3) }]), 'DOWNLOAD_CORRUPT', 'differ'));

  it('refuses a directory that hides an entry', () =>
    refuses(handmadeZip([good, { name: SECRET }], { count: 1 }), 'DOWNLOAD_CORRUPT', 'directory'));

  it('believes the directory where only a local header has wrong sizes', async () => {
    const data = stl(2000);
    for (const wrong of [
      { localSize: 7 },
      { localPackedSize: 9 },
      { localSize: 0xffffffff, localPackedSize: 0xffffffff },
    ]) {
      const staged = await temp.fetch(
        new ScriptedServer(handmadeZip([{ name: 'a.stl', data, ...wrong }, good]), [{ validator: null }]),
      );
      expect(staged.files.map(({ size }) => size)).to.deep.equal([data.length, good.data?.length]);
      expect((await temp.paths()).filter((path) => path.includes('/.'))).to.deep.equal([]);
    }
  });

  it('refuses a page that is no ZIP at its first bytes, and fetches anew next time', async () => {
    const page = Buffer.from('<html>Service Unavailable</html>'.repeat(1000));
    await refuses(page, 'DOWNLOAD_CORRUPT', 'not what was asked for');
    await refuses(Buffer.from('PK'), 'DOWNLOAD_CORRUPT');
    await refuses(Buffer.alloc(0), 'DOWNLOAD_CORRUPT');
    expect((await temp.fetch(new ScriptedServer(handmadeZip([good])))).files).to.have.length(1);
  });

  it('refuses a download that is too large, by what the server says or by what comes', async () => {
    const zip = handmadeZip([{ name: SECRET, data: Buffer.alloc(300_000), stored: true }]);
    await refuses(zip, 'DOWNLOAD_TOO_LARGE');
    expect(await temp.refusal(new ScriptedServer(zip, [{ totalSize: null }]))).to.equal('DOWNLOAD_TOO_LARGE');
    expect(await temp.paths()).to.deep.equal([]);
  });

  it('refuses a file that is not what its name claims', async () => {
    for (const extension of ['stl', 'STL', 'ply', 'jpg', 'jpeg', 'png', 'pdf']) {
      await refuses(
        handmadeZip([good, { name: `${SECRET}.${extension}`, data: Buffer.from('something else') }]),
        'DOWNLOAD_CORRUPT',
        `no ${extension.toLowerCase()} file`,
      );
    }
  });
});
