import { expect } from 'chai';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorOf } from '../support/error-of.js';
import { describeWithServer, signal, VERSIONS } from '../support/server.js';
import { ImageHouse, ORDER_ID } from './support/image-house.js';

const NAME = `iTero 2026-11-20 Fixed Restorative ${ORDER_ID} r1`;

describeWithServer('a scan in the image folder', () => {
  let house: ImageHouse;

  before(async () => {
    house = await ImageHouse.open();
  });
  beforeEach(() => house.tidy());

  const patient = (last = 'Sample', first = 'Test', imageFolder = '') =>
    house.hands.addPatient({ last, first, imageFolder });

  it('is filed in the stored folder of the patient, with its ZIP, each picture once and the RX as PDF', async () => {
    const who = await patient('Sample', 'Test', 'SampleTest1');
    const delivery = await house.delivery(who);
    const receipt = await house.deliver(delivery);
    const prefix = `_${house.categories.scans}_`;
    expect(await house.names('S/SampleTest1')).to.deep.equal([
      `${prefix}${NAME} RX.pdf`,
      `${prefix}${NAME} picture left.jpg`,
      `${prefix}${NAME} picture.jpg`,
      `${prefix}${NAME}.zip`,
    ]);
    const [zip] = delivery.archives;
    expect(await readFile(join(house.root, 'S/SampleTest1', `${prefix}${NAME}.zip`))).to.deep.equal(
      await readFile(zip!.path),
    );
    expect(receipt.key).to.equal(`${ORDER_ID}/r1`);
    expect(receipt.files.map(({ path }) => path)).to.have.members(
      (await house.names('S/SampleTest1')).map((name) => `S/SampleTest1/${name}`),
    );
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('is an Imaging document of the category when somebody opens the patient, and is held under its new name', async () => {
    const who = await patient();
    const receipt = await house.deliver(await house.delivery(who));
    await house.imaging.open(who);
    const documents = await house.imaging.documents(who);
    expect(documents.map(({ fileName, category }) => [fileName, category])).to.deep.equal(
      [`${NAME} RX.pdf`, `${NAME} picture left.jpg`, `${NAME} picture.jpg`, `${NAME}.zip`].map((name) => [
        name,
        house.categories.scans,
      ]),
    );
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('goes by each kind of file into the category that is chosen for it', async () => {
    const who = await patient();
    await house.deliver(await house.delivery(who), {
      zip: false,
      rx: false,
      pictures: { category: 'pictures' },
      meshes: true,
    });
    await house.imaging.open(who);
    const documents = await house.imaging.documents(who);
    expect(documents.map(({ fileName, category }) => [fileName.slice(NAME.length), category])).to.have.deep.members([
      [' picture.jpg', house.categories.pictures],
      [' picture left.jpg', house.categories.pictures],
      [' model shell occlusion upper.stl', house.categories.scans],
    ]);
  });

  it('has the RX as HTML where the export has no PDF', async () => {
    const who = await patient('Sample', 'Html', 'SampleHtml');
    const delivery = await house.delivery(who);
    const files = delivery.files.filter(({ media }) => media !== 'pdf');
    await house.deliver({ ...delivery, files }, { zip: false, pictures: false });
    expect(await house.names('S/SampleHtml')).to.deep.equal([`_${house.categories.scans}_${NAME} RX.html`]);
  });

  it('is not filed with the surface of a mesh or the logo as pictures, nor with a name that the export gives', async () => {
    const who = await patient('Sample', 'Surface', 'SampleSurface');
    const delivery = await house.delivery(who);
    const files = [
      await house.staged('Doe_Jane_upper.ply', 'ply', 'ply'),
      await house.staged('Doe_Jane_upper.jpg', 'surface', 'jpeg'),
      await house.staged('upper_texture.jpg', 'texture', 'jpeg'),
      await house.staged('itero_element_logo.png', 'logo', 'png'),
    ];
    await house.deliver({ ...delivery, files, archives: [] }, { meshes: true });
    expect(await house.names('S/SampleSurface')).to.deep.equal([`_${house.categories.scans}_${NAME} model upper.ply`]);
  });

  it('is in a folder that Open Dental would choose itself, where it has stored none', async () => {
    const umlaut = await patient("O'Brien Smith", 'Mary-Ann 2');
    const chinese = await patient('王', '小明');
    const nobody = await patient('123', '-');
    for (const who of [umlaut, chinese, nobody]) await house.deliver(await house.delivery(who, { key: `${who}/r1` }));
    for (const who of [umlaut, chinese, nobody]) {
      await house.imaging.open(who);
      expect(await house.imaging.documents(who)).to.have.length(4);
    }
    expect(await house.names(`O/OBrienSmithMaryAnn${umlaut}`)).to.have.length(4);
    expect(await house.names(`王/王小明${chinese}`)).to.have.length(4);
    expect(await house.names(`${String(nobody).slice(0, 1)}/${nobody}`)).to.have.length(4);
  });

  it('is in the folders as they are spelt, on a share that tells the cases of letters apart', async () => {
    const who = await patient('Quick', 'Test', 'QuickTest');
    await mkdir(join(house.root, 'q/quickTEST'), { recursive: true });
    const receipt = await house.deliver(await house.delivery(who));
    expect(await house.names('q/quickTEST')).to.have.length(4);
    expect(await house.names('Q')).to.deep.equal([]);
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('follows a patient who was merged into another', async () => {
    const from = await patient('Former', 'Test', 'FormerTest');
    const into = await patient('Present', 'Test', 'PresentTest');
    const receipt = await house.deliver(await house.delivery(from));
    await house.hands.mergePatients(from, into);
    expect(await house.holds(receipt)).to.equal('held');
    expect(await house.names('P/PresentTest')).to.have.length(4);
    expect(await house.names('F/FormerTest')).to.deep.equal([]);
    await house.deliver(await house.delivery(from, { revision: 2, text: 'newer' }));
    expect(await house.names('P/PresentTest')).to.have.length(8);
  });

  it('waits for a person where the patient is gone', async () => {
    const who = await patient();
    await house.hands.changePatient(who, { status: 'deleted' });
    const error = await errorOf(house.deliver(await house.delivery(who)));
    expect(error).to.include({ code: 'CHART_PATIENT_GONE', class: 'needs-person' });
  });

  it('is a readable name of ASCII characters without the name of the patient, however the order is written', async () => {
    const who = await patient('Müster', 'Jürgen', 'MuesterJuergen');
    const order = { procedure: 'Zahnersatz: Brücke/«fest» 3–5\u0000', scannedAt: 'unknown' };
    const receipt = await house.deliver(await house.delivery(who, { order }));
    for (const { path } of receipt.files) {
      const name = path.slice('M/MuesterJuergen/'.length);
      expect(name)
        .to.match(/^[\x20-\x7e]+$/)
        .and.not.match(/[<>:"/\\|?*]/);
      expect(name).to.include(`iTero unknown Zahnersatz Brucke fest 3 5 ${ORDER_ID} r1`);
      expect(name).to.not.match(/m[uü]e?ster|j[uü]e?rgen/i);
    }
  });

  it('keeps every path shorter than Windows takes, as Open Dental names the folder', async () => {
    const folder = `Long${'x'.repeat(90)}`;
    const who = await patient('Long', 'Test', folder);
    const named = `\\\\sample-server\\${'share'.repeat(18)}`;
    await house.hands.setPreference('DocPath', named);
    const pathMap = { [named]: house.root };
    const receipt = await house.deliver(await house.delivery(who), { pathMap });
    for (const { path } of receipt.files) expect(`${named}\\${path}`.length).to.be.below(260);
    expect(receipt.files.map(({ path }) => path).join()).to.include(`${ORDER_ID} r1 RX.pdf`);
    await house.hands.setPreference('DocPath', `\\\\sample-server\\${'share'.repeat(30)}`);
    const error = await errorOf(
      house.deliver(await house.delivery(who, { revision: 2 }), {
        pathMap: { [`\\\\sample-server\\${'share'.repeat(30)}`]: house.root },
      }),
    );
    expect(error?.code).to.equal('CHART_FOLDER_REFUSED');
  });

  for (const folder of [
    '../Elsewhere',
    '..',
    '.chairside',
    'A/../../B',
    'C:\\Windows',
    '\\\\server\\share',
    'a\u0000b',
  ]) {
    it(`never leaves the image folder by a stored folder such as ${JSON.stringify(folder)}`, async () => {
      const who = await patient('Sample', 'Hostile', folder);
      const before = await house.tree();
      const error = await errorOf(house.deliver(await house.delivery(who)));
      expect(error).to.include({ code: 'CHART_FOLDER_REFUSED', class: 'needs-person' });
      expect(await house.tree()).to.deep.equal(before);
    });
  }

  it('never leaves the image folder by a link', async () => {
    await mkdir(house.path('outside'), { recursive: true });
    await mkdir(join(house.root, 'L'), { recursive: true });
    await symlink(house.path('outside'), join(house.root, 'L/Linked'));
    const who = await patient('Linked', 'Test', 'Linked');
    const error = await errorOf(house.deliver(await house.delivery(who)));
    expect(error?.code).to.equal('CHART_FOLDER_REFUSED');
  });

  it('is nothing in the chart where every kind of file is turned off, and needs no folder', async () => {
    const who = await patient('Nothing', 'Test', 'NothingTest');
    const off = { zip: false, pictures: false, rx: false };
    const receipt = await house.deliver(await house.delivery(who), off);
    expect(receipt.files).to.deep.equal([]);
    expect(await house.names('N')).to.deep.equal([]);
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('brings its screen captures with the pictures, each picture once, also where pictures are turned off', async () => {
    const who = await patient('Capture', 'Test', 'CaptureTest');
    const options = { pictures: { category: 'Pictures' } };
    const sink = house.sink(options);
    const one = await sink.deliver(await house.capture(who, 'one', 'c1'), signal);
    const two = await sink.deliver(await house.capture(who, 'two', 'c2'), signal);
    const again = await sink.deliver(await house.capture(who, 'one', 'zip-c1'), signal);
    expect(again.files).to.deep.equal(one.files);
    expect(two.files[0]?.path).to.match(
      new RegExp(
        `^C/CaptureTest/_${house.categories.pictures}_iTero 2026-11-20 Fixed Restorative ${ORDER_ID} capture [0-9a-f]{8}\\.jpg$`,
      ),
    );
    expect(await house.names('C/CaptureTest')).to.have.length(2);
    await house.deliver(await house.capture(who, 'three', 'c3'), { pictures: false });
    expect(await house.names('C/CaptureTest')).to.have.length(3);
  });

  it('never takes the place of a file that somebody else put there', async () => {
    const who = await patient('Taken', 'Test', 'TakenTest');
    const folder = join(house.root, 'T/TakenTest');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${NAME}.zip`), 'somebody else');
    const delivery = await house.delivery(who);
    expect(await errorOf(house.deliver(delivery))).to.include({ code: 'CHART_CONFLICT', class: 'needs-person' });
    expect(await house.names('T/TakenTest')).to.deep.equal([`${NAME}.zip`]);
    expect(await readFile(join(folder, `${NAME}.zip`), 'utf8')).to.equal('somebody else');
  });
});

for (const version of VERSIONS) {
  describeWithServer(`a scan in the image folder of Open Dental ${version}`, () => {
    it('gets a row by the import, and is filed once', async () => {
      const house = await ImageHouse.open(version);
      const who = await house.hands.addPatient({ last: 'Sample', first: 'Test' });
      const receipt = await house.deliver(await house.delivery(who));
      await house.imaging.open(who);
      const rows = await house.imaging.documents(who);
      expect(rows.map(({ description }) => description)).to.include(`${NAME}.zip`);
      const category = version.startsWith('16') ? house.categories.first : house.categories.scans;
      expect(new Set(rows.map((row) => row.category))).to.deep.equal(new Set([category]));
      expect(await house.deliver(await house.delivery(who))).to.deep.equal(receipt);
      await house.imaging.open(who);
      expect(await house.imaging.documents(who)).to.deep.equal(rows);
    });
  });
}
