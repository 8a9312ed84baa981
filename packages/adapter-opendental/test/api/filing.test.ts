import type { Receipt } from '@chairside/core';
import { expect } from 'chai';
import { createHash } from 'node:crypto';
import { errorOf } from '../support/error-of.js';
import { ApiHouse, LARGE, ORDER, signal } from './support/api-house.js';

const MINUTE = 60_000;
const NAME = `iTero 2026-11-20 Fixed Restorative ${ORDER} r1`;
const NAMES = [`${NAME}.zip`, `${NAME} picture left.jpg`, `${NAME} picture right.jpg`, `${NAME} RX.pdf`];

describe("filing by Open Dental's API", () => {
  let house: ApiHouse;
  beforeEach(async () => {
    house = await ApiHouse.open();
  });
  afterEach(() => house.close());

  /** A person opens everything in a chart. */
  function openAll(): void {
    for (const { DocNum, Note } of house.api.chart('15')) if (Note !== '') house.api.open(DocNum);
  }

  function uploads(): number {
    return house.api.calls.filter((call) => call.startsWith('POST documents/Upload')).length;
  }

  it('uploads each file with its name, its category and its kind', async () => {
    await house.filing({ options: { rx: { category: 'X-rays' } } }).sink.deliver(await house.scan(), signal);
    const rows = house.api.chart('15');
    expect(rows.map(({ Description, DocCategory, ImgType }) => [Description, DocCategory, ImgType])).to.deep.equal([
      [NAMES[0], 135, 'File'],
      [NAMES[1], 135, 'Photo'],
      [NAMES[2], 135, 'Photo'],
      [NAMES[3], 130, 'Document'],
    ]);
    expect(house.api.bodies.map(({ extension }) => extension)).to.deep.equal(['.zip', '.jpg', '.jpg', '.pdf']);
  });

  it('puts the bytes into the chart as they were', async () => {
    const scan = await house.scan(5_000_000);
    await house.filing().sink.deliver(scan, signal);
    openAll();
    const sums = house.api.chart('15').map(({ bytes }) => createHash('sha256').update(bytes).digest('hex'));
    expect(sums).to.include.members([scan.archives[0]!.sha256, scan.files[0]!.sha256, scan.files[2]!.sha256]);
  });

  it('calls an uploaded file pending until somebody opens it, and only then by its lasting number', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    expect(receipt.pending).to.deep.equal(receipt.files.map(({ path }) => path));
    expect(receipt.files[1]?.path).to.equal(`15/401/${NAMES[1]}`);
    house.api.open('401');
    const next = await sink.settle(receipt, signal);
    expect(next.files.map(({ path }) => path)).to.deep.equal([
      `15/400/${NAMES[0]}`,
      `15/404/${NAMES[1]}`,
      `15/402/${NAMES[2]}`,
      `15/403/${NAMES[3]}`,
    ]);
    expect(next.pending).to.have.length(3).and.not.to.include(next.files[1]!.path);
    openAll();
    const last = await sink.settle(next, signal);
    expect(last.pending).to.equal(undefined);
    expect(await sink.holds(last, signal)).to.equal('held');
  });

  it('asks for no list, which would bring the bytes along, while nothing was opened', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    house.api.calls.length = 0;
    expect(await sink.settle(receipt, signal)).to.deep.equal(receipt);
    expect(house.api.calls).to.deep.equal([400, 401, 402, 403].map((number) => `GET documents/${number}`));
  });

  it('learns also from a version that tells of no single document what was opened', async () => {
    house.api.version = '23.1.1';
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    expect((await sink.settle(receipt, signal)).pending).to.have.length(4);
    openAll();
    expect((await sink.settle(receipt, signal)).pending).to.equal(undefined);
  });

  it('knows what nobody has opened by its note where images are in the database, and else by its file', async () => {
    house.api.version = '23.1.1';
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    for (const hidden of ['filePath', 'Note'] as const) {
      house.api.hidden = hidden;
      expect((await sink.settle(receipt, signal)).pending).to.have.length(4, hidden);
    }
  });

  it('does not take another document for a pending one that has its number by now', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    for (const { DocNum } of house.api.chart('15')) house.api.remove(DocNum);
    house.api.next = 400n;
    await sink.deliver(await house.scan(1_000, { key: `${ORDER}/r2`, revision: 2 }), signal);
    expect((await sink.settle(receipt, signal)).pending).to.equal(undefined);
    expect(await sink.holds(receipt, signal)).to.equal('held', 'all four numbers stand for something of the patient');
    expect(await sink.withdraw(receipt, signal)).to.have.length(4);
    expect(house.descriptions()).to.have.length(4);
  });

  it('files the same delivery once, however often it is delivered, opened or not', async () => {
    const { sink } = house.filing();
    const scan = await house.scan();
    const first = await sink.deliver(scan, signal);
    expect(await sink.deliver(scan, signal)).to.deep.equal(first);
    openAll();
    const again = await house.filing().sink.deliver(scan, signal);
    expect(again.pending).to.equal(undefined);
    expect(house.descriptions()).to.have.members(NAMES);
    expect(uploads()).to.equal(4);
  });

  it('knows its documents also when the procedure of the order is called otherwise by then', async () => {
    const { sink } = house.filing();
    const scan = await house.scan();
    await sink.deliver(scan, signal);
    const receipt = await sink.deliver({ ...scan, order: { ...scan.order, procedure: 'Study Model' } }, signal);
    expect(uploads()).to.equal(4);
    expect(await sink.holds(receipt, signal)).to.equal('held');
  });

  it('files a new revision beside the one before', async () => {
    const { sink } = house.filing();
    await sink.deliver(await house.scan(), signal);
    await sink.deliver(await house.scan(1_000, { key: `${ORDER}/r2`, revision: 2 }), signal);
    expect(house.descriptions()).to.have.length(8);
  });

  it('files a screen capture once, by its bytes', async () => {
    const { sink } = house.filing({ options: { pictures: { category: 'X-rays' } } });
    const picture = await house.file('capture.jpg', 'jpeg');
    const capture = await house.scan(1, {
      key: `${ORDER}/captures/1`,
      kind: 'capture',
      files: [picture],
      archives: [],
    });
    await sink.deliver(capture, signal);
    await sink.deliver({ ...capture, key: `${ORDER}/captures/2` }, signal);
    expect(house.descriptions()).to.deep.equal([
      `iTero 2026-11-20 Fixed Restorative ${ORDER} capture ${picture.sha256.slice(0, 8)}.jpg`,
    ]);
  });

  for (const answer of ['cut', 504] as const) {
    it(`sends nothing twice where the answer to an upload was lost (${answer}) but the upload was not`, async () => {
      const { sink } = house.filing();
      const scan = await house.scan();
      house.api.faults.push({ of: 'POST documents/Upload', done: true, answer });
      expect((await errorOf(sink.deliver(scan, signal)))?.code).to.equal('CHART_API_UNREACHABLE');
      await sink.deliver(scan, signal);
      expect(house.descriptions()).to.deep.equal(NAMES);
    });

    it(`sends an upload that never came (${answer}) again, after the time that the first may still be under way`, async () => {
      const { sink } = house.filing();
      const scan = await house.scan();
      house.api.faults.push({ of: 'POST documents/Upload', done: false, answer });
      expect((await errorOf(sink.deliver(scan, signal)))?.code).to.equal('CHART_API_UNREACHABLE');
      await house.clock.advance(2 * MINUTE);
      expect((await errorOf(sink.deliver(scan, signal)))?.code).to.equal('CHART_API_UNREACHABLE');
      expect(uploads()).to.equal(1);
      await house.clock.advance(2 * MINUTE);
      await sink.deliver(scan, signal);
      expect(house.descriptions()).to.deep.equal(NAMES);
    });
  }

  it('finds its documents behind those of many pages', async () => {
    const { sink } = house.filing();
    const scan = await house.scan();
    for (let number = 0; number < 250; number += 1)
      house.api.documents.push({
        DocNum: String(1000 + number),
        PatNum: '15',
        Description: `X-ray ${number}`,
        DocCategory: 130,
        ImgType: 'Radiograph',
        FileName: `SampleTest${number}.jpg`,
        Note: '',
        bytes: Buffer.alloc(0),
      });
    await sink.deliver(scan, signal);
    house.api.calls.length = 0;
    await sink.deliver(scan, signal);
    expect(uploads()).to.equal(0);
    expect(house.api.calls.filter((call) => call === 'GET documents')).to.have.length(3);
  });

  it('asks in smaller pages for a list that is too large with the bytes of what nobody has opened', async () => {
    const { sink } = house.filing({ options: { pictures: false, rx: false } });
    for (const revision of [1, 2, 3, 4])
      await sink.deliver(await house.scan(12_000_000, { key: `${ORDER}/r${revision}`, revision }), signal);
    house.api.queries.length = 0;
    await sink.deliver(await house.scan(12_000_000, { key: `${ORDER}/r4`, revision: 4 }), signal);
    expect(uploads()).to.equal(4);
    const limits = house.api.queries.map((query) => query.get('Limit'));
    expect(limits).to.include.members(['10', '1']);
  });

  it('goes by keys of any length, as practices with several servers have them', async () => {
    const patient = '9007199254740995';
    house.api.patients.add(patient);
    house.api.next = 9_007_199_254_741_993n;
    const scan = await house.scan();
    const { sink } = house.filing();
    const receipt = await sink.deliver({ ...scan, patient: { ...scan.patient, ref: patient as never } }, signal);
    expect(house.api.chart(patient).map(({ DocNum }) => DocNum)[1]).to.equal('9007199254741994');
    expect(receipt.files[1]?.path).to.equal(`${patient}/9007199254741994/${NAMES[1]}`);
    expect(await sink.withdraw(receipt, signal)).to.deep.equal([]);
    expect(house.descriptions(patient)).to.deep.equal([]);
  });

  it('files for who remains of a patient after a merge, and finds there what was filed before', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    house.merged.set('15' as never, '16' as never);
    for (const row of house.api.documents) row.PatNum = '16';
    expect(await sink.holds(receipt, signal)).to.equal('held');
    await sink.deliver(await house.scan(), signal);
    expect(uploads()).to.equal(4);
  });

  it('says so where Open Dental has the patient no more', async () => {
    house.api.patients.clear();
    const error = await errorOf(house.filing().sink.deliver(await house.scan(), signal));
    expect(error?.code).to.equal('CHART_PATIENT_GONE');
  });

  for (const [what, category, said] of [
    ['is hidden', 'Old', /is hidden/],
    ['does not exist', 'Nowhere', /does not exist/],
    ['is shown to patients', 'Shown', /portal/],
  ] as const) {
    it(`sends nothing at all where one of the categories ${what}`, async () => {
      const { sink } = house.filing({ options: { rx: { category } } });
      const error = await errorOf(sink.deliver(await house.scan(), signal));
      expect(error?.code).to.equal('CHART_CATEGORY_UNSUITABLE');
      expect(error?.message).to.match(said);
      expect(uploads()).to.equal(0);
    });
  }

  it('uses a category that is shown to patients where that is allowed by name', async () => {
    const { sink } = house.filing({ options: { category: 'shown', allowPortal: ['Shown'] } });
    await sink.deliver(await house.scan(), signal);
    expect(new Set(house.api.chart('15').map(({ DocCategory }) => DocCategory))).to.deep.equal(new Set([136]));
  });

  it('does not send again what a person deleted, before it was opened or after', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    house.api.remove('400');
    openAll();
    const settled = await sink.settle(receipt, signal);
    expect(settled.pending).to.equal(undefined);
    expect(await sink.holds(settled, signal)).to.equal('removed');
    house.api.remove(house.api.chart('15')[0]!.DocNum);
    expect(await sink.holds(settled, signal)).to.equal('removed');
  });

  it('still holds a document that a person gave another name', async () => {
    const { sink } = house.filing();
    const receipt = await sink.deliver(await house.scan(), signal);
    openAll();
    const settled = await sink.settle(receipt, signal);
    house.api.chart('15')[0]!.Description = 'The crown of November';
    expect(await sink.holds(settled, signal)).to.equal('held');
  });

  it('leaves out what is too large where there is no SFTP server, files the rest, and says so', async () => {
    const scan = await house.scan(LARGE);
    const error = await errorOf(house.filing().sink.deliver(scan, signal));
    expect(error?.code).to.equal('CHART_FILE_TOO_LARGE');
    expect(house.descriptions()).to.deep.equal(NAMES.slice(1));
    const receipt = await house.filing({ sftp: true }).sink.deliver(scan, signal);
    expect(receipt.files).to.have.length(4);
    expect(house.descriptions()).to.have.members(NAMES);
  });

  it('takes a file of exactly the size that Upload takes', async () => {
    const scan = await house.scan(LARGE - 1);
    expect((await house.filing().sink.deliver(scan, signal)).files).to.have.length(4);
  });

  describe('over an SFTP server', () => {
    async function deliver(version = '25.3.1'): Promise<{ receipt: Receipt; sha256: string | undefined }> {
      house.api.version = version;
      const scan = await house.scan(LARGE);
      const { sink } = house.filing({ sftp: true });
      return { receipt: await sink.deliver(scan, signal), sha256: scan.archives[0]?.sha256 };
    }

    it('files what is too large at once, reads it back, and leaves nothing on the server', async () => {
      const { receipt, sha256 } = await deliver();
      const [zip] = house.api.chart('15');
      expect(zip).to.deep.include({ Description: NAMES[0], ImgType: 'File', DocCategory: 135 });
      expect(createHash('sha256').update(zip!.bytes).digest('hex')).to.equal(sha256);
      expect(receipt.pending).to.have.length(3).and.not.to.include(receipt.files[0]!.path);
      expect(house.sftp.written).to.have.length(2);
      expect([...house.sftp.files.keys()]).to.deep.equal([]);
      expect(house.api.calls).to.include('POST documents/DownloadSftp');
    });

    it('sends the small files by Upload all the same', async () => {
      await deliver();
      expect(house.api.calls.filter((call) => call === 'POST documents/Upload')).to.have.length(3);
    });

    it('knows its file again in a version that names it by the file on the server', async () => {
      await deliver('23.2.1');
      const { receipt } = await deliver('23.2.1');
      expect(house.descriptions()).to.have.length(4).and.to.include(NAMES[0]!.replaceAll(' ', '_'));
      expect(await house.filing().sink.holds(receipt, signal)).to.equal('held');
    });

    it('is not taken for filed where the chart gives back something else', async () => {
      house.sftp.damage = (content) =>
        content.length === LARGE ? Buffer.concat([content, Buffer.from('!')]) : content;
      expect((await errorOf(deliver()))?.code).to.equal('CHART_READ_BACK');
      expect([...house.sftp.files.keys()]).to.deep.equal([]);
    });

    it('is read back, and sent no second time, where the answer was lost', async () => {
      const scan = await house.scan(LARGE);
      const { sink } = house.filing({ sftp: true });
      house.api.faults.push({ of: 'POST documents/UploadSftp', done: true, answer: 504 });
      expect((await errorOf(sink.deliver(scan, signal)))?.code).to.equal('CHART_API_UNREACHABLE');
      await sink.deliver(scan, signal);
      expect(house.descriptions()).to.have.length(4);
      expect(house.api.calls).to.include('POST documents/DownloadSftp');
    });

    it('waits where the server lets nobody in, is another one, or does not answer', async () => {
      const scan = await house.scan(LARGE);
      for (const sftpOptions of [{ password: 'wrong' }, { hostKey: 'SHA256:another' }, { address: '127.0.0.1:1' }]) {
        const error = await errorOf(house.filing({ sftp: true, sftpOptions }).sink.deliver(scan, signal));
        expect(error?.code).to.equal('CHART_SFTP_UNREACHABLE');
      }
      expect(house.sftp.written).to.deep.equal([]);
    });
  });
});
