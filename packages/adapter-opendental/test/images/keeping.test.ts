import type { Receipt, ScanDelivery } from '@chairside/core';
import { expect } from 'chai';
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorOf } from '../support/error-of.js';
import { describeWithServer, signal } from '../support/server.js';
import { ImageHouse, ORDER_ID } from './support/image-house.js';

const NAME = `iTero 2026-11-20 Fixed Restorative ${ORDER_ID} r1`;
const FOLDER = 'S/SampleTest';

describeWithServer('a scan that stands in the image folder', () => {
  let house: ImageHouse;
  let who: number;
  let delivery: ScanDelivery;
  let receipt: Receipt;

  before(async () => {
    house = await ImageHouse.open();
  });

  beforeEach(async () => {
    await house.tidy();
    ({ patient: who, delivery, receipt } = await house.filed('Sample'));
  });

  /** Deletes the document whose name ends so, as a person does in Imaging. */
  const remove = async (ending: string): Promise<void> => {
    const document = (await house.imaging.documents(who)).find(({ fileName }) => fileName.endsWith(ending));
    await house.imaging.delete(who, document!);
  };

  it('is filed once however often it is delivered, before and after Open Dental took it', async () => {
    expect(await house.deliver(delivery)).to.deep.equal(receipt);
    expect(await house.names(FOLDER)).to.have.length(4);
    await house.imaging.open(who);
    expect(await house.deliver(delivery)).to.deep.equal(receipt);
    await house.imaging.open(who);
    expect(await house.names(FOLDER)).to.have.length(4);
    expect(await house.imaging.documents(who)).to.have.length(4);
  });

  it('stays as it is where its export was made again, whose documents carry another time', async () => {
    await house.imaging.open(who);
    const before = await house.imaging.documents(who);
    expect(await house.deliver(await house.delivery(who, { text: 'made again' }))).to.deep.equal(receipt);
    expect(await house.imaging.documents(who)).to.deep.equal(before);
    expect(await house.names(FOLDER)).to.deep.equal(before.map(({ fileName }) => fileName).toSorted());
  });

  it('has each revision beside the ones before', async () => {
    await house.imaging.open(who);
    await house.deliver(await house.delivery(who, { revision: 2, text: 'newer' }));
    await house.imaging.open(who);
    expect(await house.imaging.documents(who)).to.have.length(8);
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('is held where the import put an x before a name', async () => {
    await writeFile(join(house.root, FOLDER, `${NAME} RX.pdf`), 'somebody else');
    await house.imaging.open(who);
    expect(await house.names(FOLDER)).to.include(`x${NAME} RX.pdf`);
    expect(await house.holds(receipt)).to.equal('held');
    expect(await house.deliver(delivery)).to.deep.equal(receipt);
    expect(await house.names(FOLDER)).to.have.length(5);
  });

  it('is not dropped again where a person deleted it, in Imaging or in the folder', async () => {
    await house.imaging.open(who);
    await remove('.zip');
    await rm(join(house.root, FOLDER, `${NAME} RX.pdf`));
    expect(await house.holds(receipt)).to.equal('removed');
    expect(await house.deliver(delivery)).to.deep.equal(receipt);
    const names = await house.names(FOLDER);
    expect(names).to.deep.equal([`${NAME} picture left.jpg`, `${NAME} picture.jpg`]);
  });

  it('is not dropped again where a person deleted it before Open Dental took it', async () => {
    await rm(join(house.root, FOLDER), { recursive: true });
    expect(await house.holds(receipt)).to.equal('removed');
    await house.deliver(delivery);
    expect(await house.names(FOLDER)).to.deep.equal([]);
  });

  it('is left to a person who changed it', async () => {
    await house.imaging.open(who);
    const path = join(house.root, FOLDER, `${NAME} picture.jpg`);
    // The same size: only its bytes tell.
    await writeFile(path, 'turne');
    expect(await house.holds(receipt)).to.equal('removed');
    await house.deliver(delivery);
    expect(await readFile(path, 'utf8')).to.equal('turne');
    expect(await house.names(FOLDER)).to.have.length(4);
  });

  it('is known again without its note, by names and bytes, and by the rows of what was deleted', async () => {
    await house.imaging.open(who);
    await rm(join(house.root, '.chairside'), { recursive: true });
    expect(await house.holds(receipt)).to.equal('held');
    await rm(join(house.root, FOLDER, `${NAME}.zip`));
    expect(await house.holds(receipt)).to.equal('removed');
    expect((await house.deliver(delivery)).files).to.have.deep.members(receipt.files);
    expect(await house.names(FOLDER)).to.have.length(3);
  });

  it('goes on after a delivery that was cut off, without what a person deleted meanwhile', async () => {
    const next = await house.delivery(who, { revision: 2 });
    // Something stands where the third file belongs, and shows only when it is moved there.
    const prefix = `_${house.categories.scans}_`;
    const taken = join(house.root, FOLDER, `${prefix}${NAME.replace('r1', 'r2')} picture.jpg`);
    await mkdir(taken);
    expect((await errorOf(house.deliver(next)))?.code).to.equal('CHART_CONFLICT');
    expect(await house.holds({ key: next.key, files: [] })).to.equal('missing');
    await house.imaging.open(who);
    await remove('r2.zip');
    await rm(taken, { recursive: true });
    const filed = await house.deliver(next);
    expect(filed.files).to.have.length(4);
    const names = (await house.names(FOLDER)).filter((name) => name.includes('r2') || name.startsWith('.'));
    expect(names).to.have.members(
      [`${prefix}${NAME} picture left.jpg`, `${prefix}${NAME} picture.jpg`, `${prefix}${NAME} RX.pdf`].map((name) =>
        name.replace('r1', 'r2'),
      ),
    );
    expect(await house.holds(filed)).to.equal('removed');
  });

  it('goes on after a delivery that was cut off, also where its order is told otherwise by then', async () => {
    const next = await house.delivery(who, { revision: 2 });
    const taken = join(house.root, FOLDER, `_${house.categories.scans}_${NAME.replace('r1', 'r2')} picture.jpg`);
    await mkdir(taken);
    expect((await errorOf(house.deliver(next)))?.code).to.equal('CHART_CONFLICT');
    await rm(taken, { recursive: true });
    const order = { procedure: 'Denture/Removable', scannedAt: '2026-11-21T12:00:00Z' };
    const filed = await house.deliver(await house.delivery(who, { revision: 2, order }));
    expect(filed.files).to.have.length(4);
    expect((await house.names(FOLDER)).filter((name) => name.includes('r2'))).to.have.length(4);
    expect(await house.holds(filed)).to.equal('held');
  });

  it('goes on for who remains where the patient was merged after it was cut off', async () => {
    await cutOff();
    const other = await house.hands.addPatient({ last: 'Other', first: 'Test', imageFolder: 'OtherTest' });
    await house.hands.mergePatients(who, other);
    const filed = await house.deliver(await house.delivery(other));
    expect(filed.files).to.have.length(4);
    expect(await house.names('O/OtherTest')).to.have.length(4);
    expect(await house.names(FOLDER)).to.deep.equal([]);
    expect(await house.holds(filed)).to.equal('held');
  });

  it('is delivered whole where it was cut off before its first file stood there', async () => {
    const next = await house.delivery(who, { revision: 2 });
    await rm(next.files.find(({ media }) => media === 'pdf')!.path);
    expect((await errorOf(house.deliver(next)))?.code).to.equal('STAGING_FAILED');
    expect(await house.names(FOLDER)).to.have.length(4);
    expect(await house.holds(await house.deliver(await house.delivery(who, { revision: 2 })))).to.equal('held');
    expect(await house.names(FOLDER)).to.have.length(8);
  });

  /** Makes a filed delivery one that a power cut ended just before its first rename. */
  const cutOff = async (changed: object = {}): Promise<void> => {
    const [shard] = await house.names('.chairside/filed');
    const [file] = await house.names(`.chairside/filed/${shard}`);
    const filed = join(house.root, '.chairside/filed', shard!, file!);
    const note = JSON.parse(await readFile(filed, 'utf8')) as { files: object[] };
    const files = note.files.map((each, index) => ({ ...each, temporary: `.chairside-sample-${index}.tmp` }));
    const pending = join(house.root, '.chairside/pending/main-street', file!);
    await writeFile(pending, JSON.stringify({ ...note, ready: true, files, ...changed }));
    await rm(filed);
    for (const [index, name] of (await house.names(FOLDER)).entries())
      await rename(join(house.root, FOLDER, name), join(house.root, FOLDER, `.chairside-sample-${index}.tmp`));
  };
  const deliverOther = async (clinic: string): Promise<void> => {
    const other = await house.hands.addPatient({ last: 'Other', first: 'Test', imageFolder: 'OtherTest' });
    await house.sink({}, clinic).deliver(await house.delivery(other, { key: `${clinic}/r1`, revision: 7 }), signal);
  };

  it('leaves no hidden file behind where a power cut left some', async () => {
    await cutOff();
    await writeFile(join(house.root, '.chairside-probe-sample'), '');
    await deliverOther('main-street');
    expect(await house.names(FOLDER)).to.deep.equal([]);
    expect(await house.names('.')).to.not.include('.chairside-probe-sample');
    await house.deliver(delivery);
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('is not taken for cut off by another clinic with the same image folder', async () => {
    await cutOff();
    await deliverOther('second-street');
    expect(await house.names(FOLDER)).to.have.length(4);
    expect(await house.holds(receipt)).to.equal('missing');
  });

  it('believes no note that leads out of the image folder', async () => {
    await writeFile(house.path('precious'), 'must stay');
    const files = [{ name: 'x', prefix: '', size: 0, sha256: '', temporary: 'precious' }];
    await cutOff({ folder: '..', files });
    await deliverOther('main-street');
    expect(await readFile(house.path('precious'), 'utf8')).to.equal('must stay');
    expect(await house.names('.chairside/pending/main-street')).to.deep.equal([]);
  });

  it('is nobody else’s: the same delivery for another patient is refused', async () => {
    const other = await house.hands.addPatient({ last: 'Other', first: 'Test', imageFolder: 'OtherTest' });
    const error = await errorOf(house.deliver(await house.delivery(other)));
    expect(error).to.include({ code: 'CHART_CONFLICT', class: 'needs-person' });
    expect(await house.names('O/OtherTest')).to.deep.equal([]);
  });

  it('is not looked for outside of the image folder, whatever a receipt says', async () => {
    const files = [{ path: '../staging/x', size: 0, sha256: '' }];
    expect((await errorOf(house.holds({ key: 'x', files })))?.code).to.equal('CHART_FOLDER_REFUSED');
  });

  it('stops when it is told to', async () => {
    const error = await errorOf(house.sink().deliver(await house.delivery(who, { revision: 3 }), AbortSignal.abort()));
    expect(error?.code).to.equal('STOPPED');
    expect((await errorOf(house.sink().holds(receipt, AbortSignal.abort())))?.code).to.equal('STOPPED');
    expect(await house.sink().holds(receipt, signal)).to.equal('held');
  });
});

describeWithServer('a folder that Open Dental chose otherwise than was foreseen', () => {
  let house: ImageHouse;
  let who: number;
  let receipt: Receipt;

  before(async () => {
    house = await ImageHouse.open();
  });

  beforeEach(async () => {
    await house.tidy();
    who = await house.hands.addPatient({ last: 'Before', first: 'Test' });
    receipt = await house.deliver(await house.delivery(who));
    await house.hands.changePatient(who, { last: 'After' });
  });

  it('is followed by the files, as soon as it is known', async () => {
    await house.imaging.open(who);
    expect(await house.imaging.documents(who)).to.deep.equal([]);
    expect(await house.holds(receipt)).to.equal('held');
    expect(await house.names(`B/BeforeTest${who}`)).to.deep.equal([]);
    await house.imaging.open(who);
    expect(await house.imaging.documents(who)).to.have.length(4);
    expect(await house.holds(receipt)).to.equal('held');
    expect((await house.deliver(await house.delivery(who))).files.map(({ path }) => path.split('/')[1])).to.deep.equal(
      Array.from({ length: 4 }, () => `AfterTest${who}`),
    );
  });

  it('is not followed out of the image folder', async () => {
    await mkdir(house.path('outside'), { recursive: true });
    await mkdir(join(house.root, 'L'), { recursive: true });
    await symlink(house.path('outside'), join(house.root, 'L/Linked'));
    await house.hands.changePatient(who, { imageFolder: 'Linked' });
    for (const look of [house.holds(receipt), house.delivery(who).then((delivery) => house.deliver(delivery))])
      expect((await errorOf(look))?.code).to.equal('CHART_FOLDER_REFUSED');
    expect(await readdir(house.path('outside'))).to.deep.equal([]);
    expect(await house.names(`B/BeforeTest${who}`)).to.have.length(4);
  });

  it('is not followed by a file that has a row', async () => {
    await house.hands.addDocument({ patient: who, fileName: `${NAME}.zip` });
    await house.hands.changePatient(who, { imageFolder: 'AnotherFolder' });
    expect(await house.holds(receipt)).to.equal('held');
    expect(await house.names(`B/BeforeTest${who}`)).to.deep.equal([`_${house.categories.scans}_${NAME}.zip`]);
    expect(await house.names('A/AnotherFolder')).to.have.length(3);
  });

  it('gets the files of a delivery that had been cut off', async () => {
    const next = await house.delivery(who, { revision: 2 });
    await house.hands.changePatient(who, { last: 'Before' });
    await mkdir(
      join(house.root, `B/BeforeTest${who}/_${house.categories.scans}_${NAME.replace('r1', 'r2')} picture.jpg`),
    );
    expect((await errorOf(house.deliver(next)))?.code).to.equal('CHART_CONFLICT');
    await house.hands.changePatient(who, { last: 'After' });
    const filed = await house.deliver(next);
    expect(await house.holds(filed)).to.equal('held');
    const names = await house.names(`A/AfterTest${who}`);
    expect(names.filter((name) => name.includes('r2'))).to.have.length(4);
  });
});
