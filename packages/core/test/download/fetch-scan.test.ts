import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { HTML, jpeg, sampleExport, stl, XML, type SampleFile } from './sample-files.js';
import { ScriptedServer } from './scripted-server.js';
import { contents, TempStaging } from './temp-staging.js';
import { handmadeZip, zipOf } from './zip-bytes.js';

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

describe('fetching a scan', () => {
  let temp: TempStaging;
  beforeEach(async () => {
    temp = await TempStaging.make();
  });
  afterEach(() => temp.remove());

  const digestOf = async (files: readonly SampleFile[]): Promise<string> => {
    await temp.staging.discard('job');
    return (await temp.fetch(new ScriptedServer(await zipOf(files)))).digest;
  };

  for (const style of ['plain', 'streamed', 'zip64'] as const) {
    it(`unpacks a ${style} ZIP to exactly its files, with their sizes, hashes and kinds`, async () => {
      const files = sampleExport();
      const zip = await zipOf(files, style);
      const staged = await temp.fetch(new ScriptedServer(zip));
      expect(await contents(staged)).to.deep.equal(files);
      expect(staged.files.map(({ size }) => size)).to.deep.equal(files.map(({ data }) => data.length));
      expect(staged.files.map((file) => file.sha256)).to.deep.equal(files.map(({ data }) => sha256(data)));
      expect(staged.files.map(({ media }) => media)).to.deep.equal(['stl', 'stl', 'xml', 'html', 'jpeg']);
      expect(staged.files.every(({ from }) => from === 'export')).to.equal(true);
      const [archive] = staged.archives;
      expect(archive).to.include({ kind: 'export', size: zip.length, sha256: sha256(zip) });
      expect(await readFile(archive!.path)).to.deep.equal(zip);
    });
  }

  it('leaves nothing but the archives, their notes and the files', async () => {
    const staged = await temp.fetch(new ScriptedServer(await zipOf(sampleExport())));
    expect(await temp.paths()).to.deep.equal([
      'job/export.zip',
      'job/export.zip.part.json',
      ...['000.stl', '001.stl', '002.xml', '003.html', '004.jpg'].map((name) => `job/files/export/${name}`),
    ]);
    expect(await temp.staging.holds(staged)).to.equal(true);
  });

  it('unpacks entries while the rest of the ZIP is still to come', async () => {
    const files = [
      { name: 'upper.stl', data: stl(40_000) },
      { name: 'last.jpg', data: jpeg(700_000) },
    ];
    const zip = await zipOf(files);
    const until = async (): Promise<void> => {
      while (!(await temp.paths()).includes('job/files/export/.1.part')) await setTimeout(5);
    };
    const staged = await temp.fetch(new ScriptedServer(zip, [{ pause: { at: zip.length - 2000, until } }]));
    expect(await contents(staged)).to.deep.equal(files);
  });

  it('stages several assets, each file with where it is from, and leaves out what the cloud has not', async () => {
    const pictures = [{ name: 'front.jpg', data: jpeg(500) }];
    const staged = await temp.fetch([
      new ScriptedServer(await zipOf(sampleExport())),
      new ScriptedServer(await zipOf(pictures), [{}], 'gallery'),
      new ScriptedServer(Buffer.alloc(0), [{ none: true }], 'captures'),
    ]);
    expect(staged.archives.map(({ kind }) => kind)).to.deep.equal(['export', 'gallery']);
    expect(staged.files.filter(({ from }) => from === 'gallery').map(({ name }) => name)).to.deep.equal(['front.jpg']);
  });

  it('forgets an asset that the cloud no longer has', async () => {
    const server = new ScriptedServer(await zipOf(sampleExport()), [{}, { none: true }]);
    await temp.fetch(server);
    expect(await temp.fetch(server)).to.deep.include({ archives: [], files: [] });
    expect(await temp.paths()).to.deep.equal([]);
  });

  it('tells progress up to the end', async () => {
    const zip = await zipOf(sampleExport());
    const told: number[] = [];
    await temp.fetch(new ScriptedServer(zip), (kind, received, total) => {
      expect([kind, total]).to.deep.equal(['export', zip.length]);
      told.push(received);
    });
    expect(told).to.deep.equal(told.toSorted((one, other) => one - other));
    expect(told.at(-1)).to.equal(zip.length);
  });

  it('takes the one folder around everything off, and leaves out what packing programs add', async () => {
    const mesh = stl(10);
    const zip = handmadeZip([
      { name: 'Order/', data: Buffer.alloc(0), stored: true },
      { name: 'Order/upper #1.stl', data: mesh },
      { name: 'Order/pictures/ä ñ 歯.jpg', data: jpeg(100) },
      { name: '__MACOSX/Order/._upper.stl' },
      { name: 'Order/.DS_Store' },
    ]);
    const staged = await temp.fetch(new ScriptedServer(zip));
    expect(staged.files.map(({ name }) => name)).to.deep.equal(['upper #1.stl', 'pictures/ä ñ 歯.jpg']);
  });

  it('keeps files of unknown kinds, ZIPs too, and notes in the log how many', async () => {
    const inner = await zipOf(sampleExport());
    const staged = await temp.fetch(
      new ScriptedServer(
        await zipOf([
          { name: 'inner.zip', data: inner },
          { name: 'margin.pts', data: Buffer.from('1 2 3') },
          { name: 'empty', data: Buffer.alloc(0) },
        ]),
      ),
    );
    expect(staged.files.map(({ media }) => media)).to.deep.equal(['other', 'other', 'other']);
    expect(temp.log.map(({ fields }) => fields)).to.deep.equal([{ count: 3 }]);
  });

  it('gives a gallery without pictures as no files, but refuses such an export', async () => {
    const empty = handmadeZip([]);
    const staged = await temp.fetch(new ScriptedServer(empty, [{}], 'gallery'));
    expect(staged.files).to.deep.equal([]);
    expect(await temp.refusal(new ScriptedServer(empty))).to.equal('DOWNLOAD_CORRUPT');
  });

  it('digests what makes a revision: not the order of entries, XML, HTML and PDF, nor a folder around', async () => {
    const files = sampleExport();
    const digest = await digestOf(files);
    const dated = [
      { name: 'itero_export_#100000001_v30.xml', data: Buffer.concat([XML, Buffer.from(' ')]) },
      { name: 'Rx_100000001.html', data: Buffer.concat([HTML, HTML]) },
      { name: 'iTero_Rx.pdf', data: Buffer.from('%PDF-1.4 %%EOF') },
    ];
    const meshes = files.filter(({ name }) => /stl|jpg/.test(name));
    expect(await digestOf([...dated, ...meshes.toReversed()])).to.equal(digest);
    expect(await digestOf(files.map(({ name, data }) => ({ name: `top/${name}`, data })))).to.equal(digest);
    expect(await digestOf(files.slice(1))).not.to.equal(digest);
    expect(
      await digestOf(files.map((file, at) => (at === 0 ? { name: file.name, data: stl(1999) } : file))),
    ).not.to.equal(digest);
    const touched = Buffer.from(files[0]!.data);
    touched[100]! ^= 1;
    expect(await digestOf([{ name: files[0]!.name, data: touched }, ...files.slice(1)])).not.to.equal(digest);
  });

  it('takes only the export into the digest', async () => {
    const zip = await zipOf(sampleExport());
    const alone = await temp.fetch(new ScriptedServer(zip));
    const both = await temp.fetch([
      new ScriptedServer(zip),
      new ScriptedServer(await zipOf([{ name: 'a.jpg', data: jpeg(50) }]), [{}], 'gallery'),
    ]);
    expect(both.digest).to.equal(alone.digest);
  });
});
