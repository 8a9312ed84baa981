import type { Receipt, ScanDelivery } from '@chairside/core';
import { expect } from 'chai';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeWithServer } from '../support/server.js';
import { ImageHouse, ORDER_ID } from './support/image-house.js';

const NAME = `iTero 2026-11-20 Fixed Restorative ${ORDER_ID} r1`;
const FOLDER = 'W/WrongTest';

describeWithServer('a wrong filing in the image folder', () => {
  let house: ImageHouse;
  let who: number;
  let delivery: ScanDelivery;
  let receipt: Receipt;

  before(async () => {
    house = await ImageHouse.open();
  });

  beforeEach(async () => {
    await house.tidy();
    ({ patient: who, delivery, receipt } = await house.filed('Wrong'));
  });

  it('is moved out of the chart while Open Dental has no row of it, and nothing of it is lost', async () => {
    expect(await house.withdraw(receipt)).to.deep.equal([]);
    expect(await house.names(FOLDER)).to.deep.equal([]);
    const [mark] = await house.names('.chairside/withdrawn');
    expect(await house.names(`.chairside/withdrawn/${mark}`)).to.have.length(4);
    await house.imaging.open(who);
    expect(await house.imaging.documents(who)).to.deep.equal([]);
  });

  it('is not dropped again by the same delivery, and may be withdrawn twice', async () => {
    await house.withdraw(receipt);
    expect(await house.withdraw(receipt)).to.deep.equal([]);
    expect(await house.holds(receipt)).to.equal('removed');
    await house.deliver(delivery);
    expect(await house.names(FOLDER)).to.deep.equal([]);
  });

  it('names the documents that a person is to delete in Imaging, until they are gone', async () => {
    await house.imaging.open(who);
    const documents = await house.imaging.documents(who);
    const left = await house.withdraw(receipt);
    expect(left.map(({ knownAs }) => knownAs)).to.have.members(
      documents.map(({ number, description }) => `document ${number} "${description}" in Imaging`),
    );
    expect(receipt.files.map(({ path }) => path)).to.include(left[0]?.path);
    expect(await house.names(FOLDER)).to.have.length(4);
    for (const document of documents.slice(1)) await house.imaging.delete(who, document);
    expect(await house.withdraw(receipt)).to.have.length(1);
    await house.imaging.delete(who, documents[0]!);
    expect(await house.withdraw(receipt)).to.deep.equal([]);
  });

  it('is taken out of the chart of whom the patient was merged into', async () => {
    const into = await house.hands.addPatient({ last: 'Into', first: 'Test', imageFolder: 'IntoTest' });
    await house.imaging.open(who);
    await house.hands.mergePatients(who, into);
    expect(await house.withdraw(receipt)).to.have.length(4);
  });

  it('is taken out of the folder of a patient who was deleted', async () => {
    await house.hands.changePatient(who, { status: 'deleted' });
    expect(await house.withdraw(receipt)).to.deep.equal([]);
    expect(await house.names(FOLDER)).to.deep.equal([]);
  });

  it('leaves to a person what somebody changed, and what nobody knows any more whose it is', async () => {
    const changed = join(house.root, FOLDER, `_${house.categories.scans}_${NAME}.zip`);
    await writeFile(changed, 'changed');
    expect((await house.withdraw(receipt)).map(({ knownAs }) => knownAs)).to.deep.equal([
      `the file _${house.categories.scans}_${NAME}.zip, which somebody changed`,
    ]);
    await rm(join(house.root, '.chairside'), { recursive: true });
    expect((await house.withdraw(receipt)).map(({ knownAs }) => knownAs)).to.deep.equal([
      `the file _${house.categories.scans}_${NAME}.zip`,
    ]);
  });

  it('is put back where Open Dental took a file just while it was moved', async () => {
    const { practice } = house.practice;
    // A row of a name that was dropped without a category: the import does not rename it.
    const old = await ImageHouse.open('16.3.34');
    expect(practice).to.not.equal(old.practice.practice);
    const patient = await old.hands.addPatient({ last: 'Wrong', first: 'Test', imageFolder: 'WrongTest' });
    const filed = await old.deliver(await old.delivery(patient));
    let asked = 0;
    const { openDental } = old.practice;
    const read = openDental.read.bind(openDental);
    openDental.read = async (work, signal) => {
      asked += 1;
      const [name] = await old.names(FOLDER);
      const rows = await read(work, signal);
      // The rows have been read once for the withdrawal itself: now the import looks into the folder.
      if (asked === 3) await old.hands.addDocument({ patient, fileName: name! });
      return rows;
    };
    const left = await old.withdraw(filed);
    expect(left).to.have.length(1);
    expect(await old.names(FOLDER)).to.have.length(1);
  });
});
