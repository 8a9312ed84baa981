import type { Receipt, ScanDelivery } from '@chairside/core';
import { expect } from 'chai';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { codeOf, House, JANE, order, ORDER, patient, signal } from './support/house.js';

const CHART = '1001_Doe_Jane/2026-03-04_308000001';

describe('the chart', () => {
  let house: House;
  const deliver = async (delivery: ScanDelivery): Promise<Receipt> => {
    const receipt = await house.ports.sink?.deliver(delivery, signal);
    if (receipt === undefined) throw new Error('no sink');
    return receipt;
  };
  const paths = (receipt: Receipt): readonly string[] => receipt.files.map(({ path }) => path);
  const leftovers = async (): Promise<readonly string[]> =>
    (await house.names(`charts/${CHART}`)).filter((name) => name.startsWith('.'));

  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  it('files a revision under the names of the export, with scan.json, and current.json beside it', async () => {
    const gallery = await house.staged('front.jpg', 'picture', 'gallery');
    const twice = await house.staged('gallery_#308_front.jpg', 'same', 'export');
    const files = [
      ...(await house.delivery()).files,
      gallery,
      twice,
      await house.staged('again.jpg', 'same', 'gallery'),
    ];
    const receipt = await deliver(await house.delivery({ files }));
    expect(await house.tree('charts')).to.deep.equal([
      `${CHART}/current.json`,
      `${CHART}/r1/gallery/front.jpg`,
      `${CHART}/r1/gallery_#308_front.jpg`,
      `${CHART}/r1/lower.stl`,
      `${CHART}/r1/scan.json`,
      `${CHART}/r1/upper.stl`,
    ]);
    expect(paths(receipt)).to.have.members([
      `${CHART}/r1/gallery/front.jpg`,
      `${CHART}/r1/gallery_#308_front.jpg`,
      `${CHART}/r1/lower.stl`,
      `${CHART}/r1/upper.stl`,
    ]);
    expect(await house.json(`charts/${CHART}/current.json`)).to.deep.include({
      revision: 1,
      folder: 'r1',
      orderId: '308000001',
    });
    const record = await house.json(`charts/${CHART}/r1/scan.json`);
    expect(record).to.deep.include({ key: '308000001/r1', revision: 1 });
    expect(record).to.have.nested.property('patient.chartNumber', '1001');
    expect(record['files']).to.have.length(4);
    expect(record)
      .to.have.nested.property('files[0].sha256')
      .that.matches(/^[0-9a-f]{64}$/);
    expect(await leftovers()).to.deep.equal([]);
  });

  it('keeps the files when staging removes its own', async () => {
    await deliver(await house.delivery());
    await rm(house.path('staging'), { recursive: true });
    expect(await readFile(house.path(`charts/${CHART}/r1/upper.stl`), 'utf8')).to.equal('solid upper');
  });

  it('gives the same receipt and one copy for the same key, also after a restart', async () => {
    const delivery = await house.delivery();
    const first = await deliver(delivery);
    const record = await readFile(house.path(`charts/${CHART}/r1/scan.json`), 'utf8');
    await house.clock.advance(60_000);
    await house.restart();
    const [one, two] = await Promise.all([
      deliver(delivery),
      deliver({ ...delivery, files: delivery.files.toReversed() }),
    ]);
    expect(one).to.deep.equal(first);
    expect(two).to.deep.equal(first);
    expect(await readFile(house.path(`charts/${CHART}/r1/scan.json`), 'utf8')).to.equal(record);
    expect(await house.tree('charts')).to.have.length(4);
  });

  it('says whether the files still stand, and fills in those that are gone', async () => {
    const delivery = await house.delivery();
    const receipt = await deliver(delivery);
    const sink = house.ports.sink;
    expect(await sink?.holds(receipt, signal)).to.equal('held');
    await rm(house.path(`charts/${CHART}/r1/upper.stl`));
    expect(await sink?.holds(receipt, signal)).to.equal('missing');
    expect(await deliver(delivery)).to.deep.equal(receipt);
    expect(await sink?.holds(receipt, signal)).to.equal('held');
    await writeFile(house.path(`charts/${CHART}/r1/upper.stl`), 'cut');
    expect(await sink?.holds(receipt, signal)).to.equal('missing');
    expect(await codeOf(deliver(delivery))).to.equal('CHART_CONFLICT');
    expect(await readFile(house.path(`charts/${CHART}/r1/upper.stl`), 'utf8')).to.equal('cut');
  });

  it('fills in what is gone from an export that was made again, whose documents carry another time', async () => {
    const meshes = (await house.delivery()).files;
    const first = await deliver(await house.delivery({ files: [...meshes, await house.staged('rx.xml', '9:05')] }));
    await rm(house.path(`charts/${CHART}/r1/upper.stl`));
    const again = await house.delivery({ files: [...meshes, await house.staged('rx.xml', '10:30')] });
    expect(await deliver(again)).to.deep.equal(first);
    expect(await readFile(house.path(`charts/${CHART}/r1/rx.xml`), 'utf8')).to.equal('9:05');
    expect(await house.ports.sink?.holds(first, signal)).to.equal('held');
  });

  it('files r2 beside r1 whatever changed since, and never points back', async () => {
    const first = await house.delivery();
    await deliver(first);
    const married = { ...JANE, lastName: 'Smith' };
    const later = order('308000001', { scannedAt: '2026-04-01T00:00:00Z' });
    await deliver(await house.delivery({ patient: married, order: later, revision: 2, content: 'new' }));
    await deliver(first);
    expect(await house.names(`charts/${CHART}`)).to.deep.equal(['current.json', 'r1', 'r2']);
    expect(await house.json(`charts/${CHART}/current.json`)).to.deep.include({ revision: 2 });
    await deliver(await house.delivery({ patient: married, order: order('308000002') }));
    expect(await house.names('charts')).to.deep.equal(['.chairside', '1001_Doe_Jane']);
  });

  it('files a scan that is assigned to somebody else in their chart', async () => {
    await deliver(await house.delivery());
    await deliver(await house.delivery({ key: 'other', patient: patient('2002', 'Max', 'Roe') }));
    expect(await house.tree('charts')).to.include('2002_Roe_Max/2026-03-04_308000001/r1/upper.stl');
  });

  it('completes what a kill cut off between placing and scan.json', async () => {
    const delivery = await house.delivery();
    // As a system that renames file by file leaves it: some files in place, no scan.json.
    await house.write(`charts/${CHART}/r1/upper.stl`, 'solid upper');
    const receipt = await deliver(delivery);
    expect(await house.tree(`charts/${CHART}`)).to.deep.equal([
      'current.json',
      'r1/lower.stl',
      'r1/scan.json',
      'r1/upper.stl',
    ]);
    expect(await deliver(delivery)).to.deep.equal(receipt);
    await rm(house.path(`charts/${CHART}/current.json`));
    await deliver(delivery);
    expect(await house.json(`charts/${CHART}/current.json`)).to.deep.include({ revision: 1 });
  });

  it('leaves nothing behind when it fails, and removes before its first delivery what a kill left', async () => {
    const delivery = await house.delivery();
    const [upper] = delivery.files;
    if (upper === undefined) throw new Error('a file expected');
    const wrong = { ...delivery, files: [{ ...upper, sha256: '0'.repeat(64) }] };
    expect(await codeOf(deliver(wrong))).to.equal('CHART_READ_BACK');
    expect(await house.tree('charts')).to.deep.equal([]);
    expect(await leftovers()).to.deep.equal([]);
    await house.write(`charts/${CHART}/.r1-0123456789ab/upper.stl`, 'half');
    await house.write(
      'charts/.chairside/pending/one.json',
      JSON.stringify({ version: 1, folder: `${CHART}/.r1-0123456789ab` }),
    );
    const half = '.current.json.00000000-0000-4000-8000-000000000000.tmp';
    await house.write(`charts/${CHART}/${half}`, '');
    await house.write(`outbox/${half}`, '');
    await house.write('inbox/.theirs.json.tmp', 'keep');
    await house.write('charts/.chairside/pending/two.json', JSON.stringify({ version: 1, folder: '../staging' }));
    await house.write('charts/.chairside/pending/three.json', JSON.stringify({ version: 1, folder: CHART }));
    await house.restart();
    expect(await leftovers(), 'a command beside the service disturbs no delivery').to.have.length(2);
    await deliver(await house.delivery({ order: order('308000002') }));
    expect(await leftovers()).to.deep.equal([]);
    expect(await house.names(`charts/.chairside/pending`)).to.deep.equal([]);
    expect(await house.names('outbox')).to.deep.equal(['.chairside']);
    expect(await house.names('inbox')).to.include('.theirs.json.tmp');
    expect(await house.names('staging')).not.to.deep.equal([]);
    expect(await house.names(`charts/${CHART}`)).to.deep.equal([]);
    await deliver(delivery);
  });

  it('overwrites nothing that is not its own', async () => {
    const conflicts = [`${CHART}/r1/upper.stl`, `${CHART}/r1/scan.json`, `${CHART}/r1`, `${CHART}/current.json`];
    for (const path of conflicts) {
      await rm(house.path('charts', CHART), { recursive: true, force: true });
      await house.write(`charts/${path}`, 'foreign');
      expect(await codeOf(deliver(await house.delivery())), path).to.equal('CHART_CONFLICT');
      expect(await readFile(house.path('charts', path), 'utf8'), path).to.equal('foreign');
    }
    await rm(house.path('charts', CHART), { recursive: true });
    await deliver(await house.delivery());
    expect(await codeOf(deliver(await house.delivery({ key: 'another', content: 'other' })))).to.equal(
      'CHART_CONFLICT',
    );
  });

  it('lets no name lead out of the folder or onto another file', async () => {
    const names = [
      '../../evil.stl',
      '/etc/evil',
      'C:\\evil.stl',
      'CON',
      'nul.stl',
      'a.',
      'a ',
      'A.stl',
      'a.stl',
      'scan.json',
      'x/y.stl',
      'x',
      'X/z.stl',
      '',
      '..',
      'e\u0301.stl',
      '\u00e9.stl',
      `${'ü'.repeat(300)}.stl`,
      'a<b>:"|?*.stl',
      'two\nlines.stl',
      'gallery',
    ];
    const files = await Promise.all(names.map((name, index) => house.staged(name, `content ${index}`)));
    const receipt = await deliver(
      await house.delivery({ files: [...files, await house.staged('p.jpg', 'picture', 'gallery')] }),
    );
    const placed = paths(receipt);
    expect(placed).to.have.length(names.length + 1);
    expect(new Set(placed.map((path) => path.normalize('NFKC').toLowerCase())).size).to.equal(placed.length);
    for (const path of placed) {
      expect(path.startsWith(`${CHART}/r1/`), path).to.equal(true);
      for (const segment of path.split('/')) {
        expect(segment, path)
          .to.match(/^[^<>:"\\|?*\p{Cc}]{1,120}$/u)
          .and.not.match(/[. ]$/);
        expect(segment, path).not.to.match(/^(con|nul)(\.|$)/i);
      }
    }
    expect(await house.ports.sink?.holds(receipt, signal)).to.equal('held');
    expect(await house.names('.')).to.not.include('evil.stl');
  });

  it('marks a chart number that is no legal name, or equals another but for case', async () => {
    for (const [index, chart] of ['../7', 'abc', 'ABC', 'a/b', 'a:b', '.chairside', 'CON', 'x'.repeat(300)].entries()) {
      await deliver(await house.delivery({ patient: patient(chart, 'Jane', 'Doe'), order: order(`5000${index}`) }));
    }
    const names = (await house.names('charts')).filter((name) => name !== '.chairside');
    expect(names).to.have.length(8);
    expect(names.filter((name) => /~[0-9a-f]{8}_Doe_Jane$/.test(name))).to.have.length(7);
    expect(names).to.include('abc_Doe_Jane');
    expect(new Set(names.map((name) => name.toLowerCase())).size).to.equal(8);
  });

  it('never gives two patients one folder', async () => {
    await house.close();
    house = await House.open({ layout: '{lastName}-{chartNumber}/{orderId}' });
    await deliver(await house.delivery({ patient: patient('1', 'Ann', 'Poe-2'), order: order('1') }));
    await deliver(await house.delivery({ patient: patient('2-1', 'Ann', 'Poe'), order: order('2') }));
    const names = (await house.names('charts')).filter((name) => name !== '.chairside');
    expect(names).to.have.length(2);
  });

  it('files screen captures once each, whatever they come with', async () => {
    const inZip = await house.staged('case/view.jpg', 'view', 'captures');
    const delivery = await house.delivery();
    const first = await deliver({ ...delivery, files: [...delivery.files, inZip] });
    expect(paths(first)).to.include(`${CHART}/captures/view.jpg`);
    const single = await house.delivery({
      kind: 'capture',
      key: 'capture/1',
      files: [await house.staged('0001.jpg', 'view', 'captures')],
    });
    expect(paths(await deliver(single))).to.deep.equal([`${CHART}/captures/view.jpg`]);
    const other = await house.delivery({
      kind: 'capture',
      key: 'capture/2',
      files: [await house.staged('VIEW.jpg', 'another', 'captures')],
    });
    const receipt = await deliver(other);
    expect(paths(receipt)[0]).to.match(/captures\/VIEW~[0-9a-f]{8}\.jpg$/);
    expect(await deliver(other)).to.deep.equal(receipt);
    expect(await house.names(`charts/${CHART}/captures`)).to.have.length(2);
    expect(await house.names(`charts/${CHART}`)).to.deep.equal(['captures', 'current.json', 'r1']);
  });

  it('keeps a gallery picture whose name the export gives to another picture', async () => {
    const files = await Promise.all([
      house.staged('gallery_#308.jpg', 'of the export', 'export'),
      house.staged('gallery_#308.jpg', 'of the gallery', 'gallery'),
      house.staged('gallery_#308_left.jpg', 'in both', 'export'),
      house.staged('left.jpg', 'in both', 'gallery'),
    ]);
    const receipt = await deliver(await house.delivery({ files }));
    expect(paths(receipt)).to.have.members([
      `${CHART}/r1/gallery_#308.jpg`,
      `${CHART}/r1/gallery_#308_left.jpg`,
      `${CHART}/r1/gallery/gallery_#308.jpg`,
    ]);
  });

  it('files a screen capture again where the chart lost it, and leaves one that was changed there', async () => {
    const view = (content: string, key: string) =>
      house
        .staged('view.jpg', content, 'captures')
        .then((file) => house.delivery({ kind: 'capture', key, files: [file] }));
    const first = await view('view', 'capture/1');
    await deliver(first);
    await rm(house.path(`charts/${CHART}/captures/view.jpg`));
    await house.restart();
    expect(paths(await deliver(first))).to.deep.equal([`${CHART}/captures/view.jpg`]);
    // Anew, as it may be the staged file itself by a link.
    await rm(house.path(`charts/${CHART}/captures/view.jpg`));
    await house.write(`charts/${CHART}/captures/view.jpg`, 'turned by the practice');
    const [again] = paths(await deliver(first));
    expect(again).to.match(/captures\/view~[0-9a-f]{8}\.jpg$/);
    expect(paths(await deliver(first))).to.deep.equal([again]);
    expect(await readFile(house.path(`charts/${CHART}/captures/view.jpg`), 'utf8')).to.equal('turned by the practice');
  });

  it('does not take a share that is down for an empty chart', async () => {
    const delivery = await house.delivery();
    const receipt = await deliver(delivery);
    await rename(house.path('charts'), house.path('away'));
    await mkdir(house.path('charts'));
    expect(await codeOf(house.ports.sink?.holds(receipt, signal))).to.equal('CHART_UNREACHABLE');
    expect(await codeOf(deliver(delivery))).to.equal('CHART_UNREACHABLE');
    expect(await house.names('charts')).to.deep.equal([]);
  });

  it('follows no link out of the charts', async () => {
    await mkdir(house.path('elsewhere'));
    await symlink(house.path('elsewhere'), house.path('charts/1001_Doe_Jane'));
    expect(await codeOf(deliver(await house.delivery()))).to.equal('CHART_CONFLICT');
    expect(
      await house.ports.sink?.holds({ key: 'x', files: [{ path: '../staging', size: 0, sha256: '' }] }, signal),
    ).to.equal('missing');
  });

  it('stops when it is told to, and files it later', async () => {
    const stop = AbortSignal.abort();
    expect(await codeOf(house.ports.sink?.deliver(await house.delivery(), stop))).to.equal('STOPPED');
    expect(await house.tree('charts')).to.deep.equal([]);
  });

  it('says that staging is to blame when a staged file is gone', async () => {
    const delivery = await house.delivery({ order: ORDER });
    await rm(house.path('staging'), { recursive: true });
    expect(await codeOf(deliver(delivery))).to.equal('STAGING_FAILED');
  });

  it('reads back files larger than a chunk', async () => {
    const big = 'x'.repeat(3 * 1024 * 1024 + 7);
    const receipt = await deliver(await house.delivery({ files: [await house.staged('big.stl', big)] }));
    expect(await house.ports.sink?.holds(receipt, signal)).to.equal('held');
    expect(receipt.files[0]?.size).to.equal(big.length);
  });
});
