import { expect } from 'chai';
import { RxId } from '@chairside/core';
import { momentOf } from '../../dist/itero/moment.js';
import { everythingSaid, failure, NEVER } from './support/failure.js';
import { all, API, RX_ID, SamplePractice, wireOrder } from './support/sample-practice.js';
import { sendJson } from './support/scripted-server.js';

const ORDERS = `GET ${API}/orders/practice`;
const BY_RX = `GET ${API}/orders/${RX_ID}`;
const FROM = new Date('2026-05-01T03:00:00Z');
const TO = new Date('2026-05-20T12:00:00Z');

function lowerKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowerKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key.toLowerCase(), lowerKeys(member)]));
}

describe('iTero orders', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  /** Serves a list in pages of three. */
  function serve(list: readonly unknown[]): void {
    practice.server.on(ORDERS, (request, response) => {
      const offset = Number(request.query.get('Offset'));
      const results = list.slice(offset, offset + 3);
      sendJson(response, {
        Data: { HasMore: offset + 3 < list.length, PageSize: 3, Offset: offset, Results: results },
        Status: 1,
      });
    });
  }

  const ids = async (): Promise<string[]> =>
    (await all(practice.service().orders({ from: FROM, to: TO }, NEVER))).map((order) => order.orderId);

  it('are read to the last page, in whichever order pages come', async () => {
    const list = [1, 2, 3, 4, 5, 6, 7].map((id) => wireOrder(id));
    serve(list);
    expect(await ids()).to.eql(['1', '2', '3', '4', '5', '6', '7']);
    serve([...list].reverse());
    expect(await ids()).to.eql(['7', '6', '5', '4', '3', '2', '1']);
  });

  it('are asked for by the whole window, a day wider on both sides, in the largest pages', async () => {
    serve([wireOrder(1), wireOrder(2), wireOrder(3), wireOrder(4)]);
    await ids();
    const [first, second] = practice.server.requests(ORDERS);
    expect(Object.fromEntries(first?.query ?? [])).to.eql({
      Offset: '0',
      pageSize: '1024',
      dateFrom: '2026-04-30',
      dateTo: '2026-05-21',
    });
    expect(second?.query.get('Offset')).to.equal('3');
  });

  it('end where a page is empty although there should be more', async () => {
    practice.server.on(ORDERS, (request, response) => {
      const results = request.query.get('Offset') === '0' ? [wireOrder(1)] : [];
      sendJson(response, { Data: { HasMore: true, Results: results }, Status: 1 });
    });
    expect(await ids()).to.eql(['1']);
  });

  it('do not go round for ever where the server ignores the offset', async () => {
    practice.server.json(ORDERS, { Data: { HasMore: true, Results: [wireOrder(1)] }, Status: 1 });
    expect((await failure(ids())).code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(practice.server.seen).to.have.length(2);
  });

  it('that cannot be read do not hide the others, and are warned of once, by id', async () => {
    serve([
      wireOrder(1),
      wireOrder(2, { ScanningDate: 'Sampleperson' }),
      wireOrder(3, { PatientChartNumber: { odd: 'T-1001' } }),
    ]);
    const service = practice.service();
    for (const round of [1, 2]) {
      const orders = await all(service.orders({ from: FROM, to: TO }, NEVER));
      expect(
        orders.map((order) => order.orderId),
        `round ${round}`,
      ).to.eql(['1']);
    }
    expect(practice.logger.lines.map(({ fields }) => fields.orderId)).to.eql(['2', '3']);
    expect(JSON.stringify(practice.logger.lines)).not.to.include('Sampleperson').and.not.include('T-1001');
  });

  it('of which none can be read are an error that names the field, not its value', async () => {
    serve([wireOrder(1, { ScanningDate: { odd: 'Sampleperson' } })]);
    const error = await failure(ids());
    expect(error.code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(error.detail).to.equal('/orders/practice: Results.ScanningDate');
    expect(everythingSaid(error)).not.to.include('Sampleperson');
  });

  it('come in any letter case, with ids as numbers or text, and null for what is absent', async () => {
    serve([
      wireOrder(123456789, { LabId: null, Notes: null, RxId: null }),
      lowerKeys(wireOrder('987654321', { DoctorId: '77' })),
    ]);
    const [one, other] = await all(practice.service().orders({ from: FROM, to: TO }, NEVER));
    expect(one).to.include({
      orderId: '123456789',
      scannedAt: '2026-05-19T10:00:00.000Z',
      status: 'Completed',
      labId: undefined,
      rxId: undefined,
    });
    expect(other).to.include({ orderId: '987654321', rxId: RX_ID, doctorId: 77 });
    expect(other?.patient).to.eql({ firstName: 'Testa', lastName: 'Sampleperson', chartNumber: 'T-1001' });
    expect(other?.preps).to.eql([{ tooth: 4, unitTypeId: 2, unitTypeName: 'Crown', bridgeId: undefined }]);
  });

  it('keep a status and an RX id of zeros for what they are', async () => {
    serve([wireOrder(1, { Status: 'Something New', RxId: '00000000-0000-0000-0000-000000000000' })]);
    expect((await all(practice.service().orders({ from: FROM, to: TO }, NEVER)))[0]).to.include({
      status: 'Something New',
      rxId: undefined,
    });
  });

  it('know which address is which by its path, then by its name', async () => {
    const api = 'https://api.example/v2/order/1/download';
    serve([
      wireOrder(1, {
        Urls: { IDEFileUrl: `${api}/IMAGE_GALLERY?x=1`, ThumbnailsUrl: `${api}/ide`, ScreenCaptureUrl: null },
        ScreenCaptureFileUrl: `${api}/SCREEN_CAPTURE/`,
      }),
      wireOrder(2, {
        Urls: null,
        IdeFileUrl: 'https://api.example/f/1',
        ThumbnailsDownloadUrl: 'https://api.example/f/2',
      }),
      wireOrder(3, {
        Urls: { IDEFileUrl: 'https://api.example/new' },
        IdeFileUrl: 'https://api.example/old',
        ThumbnailsDownloadUrl: '',
      }),
    ]);
    const orders = await all(practice.service().orders({ from: FROM, to: TO }, NEVER));
    expect(orders.map((order) => order.assets)).to.eql([
      { export: `${api}/ide`, gallery: `${api}/IMAGE_GALLERY?x=1`, captures: `${api}/SCREEN_CAPTURE/` },
      { export: 'https://api.example/f/1', gallery: 'https://api.example/f/2' },
      { export: 'https://api.example/new' },
    ]);
  });

  it('of an RX: the order, or none where the answer is 404', async () => {
    practice.server.json(BY_RX, { Data: wireOrder(5), Status: 1 });
    expect((await practice.service().orderByRx(RxId(RX_ID), NEVER))?.orderId).to.equal('5');
    practice.server.json(BY_RX, { Status: 0 }, 404);
    expect(await practice.service().orderByRx(RxId(RX_ID), NEVER)).to.equal(undefined);
  });

  it('of an RX answered 400 are a refusal, not an RX without an order: the form of the id is wrong', async () => {
    practice.server.json(BY_RX, {}, 400);
    expect((await failure(practice.service().orderByRx(RxId(RX_ID), NEVER))).code).to.equal('CLOUD_REFUSED');
  });

  it('are filtered only by what is asked for: from, to, chart number', async () => {
    serve([]);
    const service = practice.service();
    for (const filter of [{}, { from: FROM }, { to: TO }, { chartNumber: 'T-1001' }])
      await all(service.orders(filter, NEVER));
    const page = { Offset: '0', pageSize: '1024' };
    expect(practice.server.requests(ORDERS).map(({ query }) => Object.fromEntries(query))).to.eql([
      page,
      { ...page, dateFrom: '2026-04-30' },
      { ...page, dateTo: '2026-05-21' },
      { ...page, chartNumber: 'T-1001' },
    ]);
  });

  it('know the stage of each status, in any letter case, and keep one never seen before', async () => {
    const statuses = [
      'Completed',
      'iTero Modeling',
      'Lab Review',
      'Scanning',
      'iTero Milling',
      'Exporting to Doctor Site',
      ' align production ',
      'Something New',
      null,
    ];
    serve(statuses.map((Status, id) => wireOrder(id, { Status })));
    const orders = await all(practice.service().orders({}, NEVER));
    expect(orders.map(({ status, stage }) => [status, stage])).to.eql([
      ['Completed', 'available'],
      ['iTero Modeling', 'modelling'],
      ['Lab Review', 'lab-review'],
      ['Scanning', 'sent-back'],
      ['iTero Milling', 'milling'],
      ['Exporting to Doctor Site', 'exporting'],
      ['align production', 'in-production'],
      ['Something New', undefined],
      ['', undefined],
    ]);
  });

  it('tell every field, from the list as by RX, but for the deprecated PatientId', async () => {
    const wire = wireOrder(5, {
      ProcedureName: 'Fixed Restorative',
      ProcedureTypeName: null,
      PatientId: 5,
      CompanyName: 'Sample Dental',
      ScanningTime: 301,
      DoctorLicenseNumber: 'L-1',
      ScanningOperatorId: 901,
      ScanningOperatorName: 'Sample Assistant',
      DoctorId: 77,
      DoctorName: 'Dr Sample',
      CaseType: 'Restorative',
      LabId: 9,
      LabName: 'Sample Lab',
      Notes: 'sample note',
      DueDate: '2026-05-26T00:00:00',
      ScannerModelDescription: 'Sample Scanner',
      ScannerModelId: 4,
      Urls: { MyiTero3DViewerUrl: 'https://viewer.example/5' },
    });
    const told = {
      orderId: '5',
      rxId: RX_ID,
      orderCode: 'ABCD1234',
      companyId: 4711,
      companyName: 'Sample Dental',
      scannedAt: '2026-05-19T10:00:00.000Z',
      scanSeconds: 301,
      patient: { firstName: 'Testa', lastName: 'Sampleperson', chartNumber: 'T-1001' },
      doctorId: 77,
      doctorName: 'Dr Sample',
      doctorLicenseNumber: 'L-1',
      operatorId: 901,
      operatorName: 'Sample Assistant',
      procedure: 'Fixed Restorative',
      procedureType: undefined,
      caseType: 'Restorative',
      labId: 9,
      labName: 'Sample Lab',
      status: 'Completed',
      stage: 'available',
      notes: 'sample note',
      preps: [{ tooth: 4, unitTypeId: 2, unitTypeName: 'Crown', bridgeId: undefined }],
      dueDate: '2026-05-26T00:00:00.000Z',
      scannerModel: 'Sample Scanner',
      scannerModelId: 4,
      viewerUrl: 'https://viewer.example/5',
      assets: {},
    };
    serve([wire]);
    practice.server.json(BY_RX, { Data: wire, Status: 1 });
    expect(await all(practice.service().orders({}, NEVER))).to.eql([told]);
    expect(await practice.service().orderByRx(RxId(RX_ID), NEVER)).to.eql(told);
  });

  it('take the case type where there is no procedure, and the flat viewer address where there is no other', async () => {
    serve([wireOrder(1, { ProcedureName: null, CaseType: 'iCast', ViewerUrl: 'https://viewer.example/1' })]);
    const [order] = await all(practice.service().orders({}, NEVER));
    expect(order).to.include({ procedure: undefined, caseType: 'iCast', viewerUrl: 'https://viewer.example/1' });
  });

  it('answered 200 with a Status of failure are an error', async () => {
    practice.server.json(BY_RX, { Data: null, Status: 0 });
    expect((await failure(practice.service().orderByRx(RxId(RX_ID), NEVER))).code).to.equal('CLOUD_ERROR');
  });

  it('answered 200 without JSON are an error that does not show the answer', async () => {
    practice.server.on(BY_RX, (_, response) => void response.end('<html>Sampleperson'));
    const error = await failure(practice.service().orderByRx(RxId(RX_ID), NEVER));
    expect(error.code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(everythingSaid(error)).not.to.include('Sampleperson');
  });
});

describe('iTero moments', () => {
  for (const [text, moment] of [
    ['2026-05-19T10:00:00', '2026-05-19T10:00:00.000Z'],
    ['2026-05-19T10:00:00Z', '2026-05-19T10:00:00.000Z'],
    ['2026-05-19T10:00:00.1234567Z', '2026-05-19T10:00:00.123Z'],
    ['2026-05-19 10:00', '2026-05-19T10:00:00.000Z'],
    ['2026-05-19', '2026-05-19T00:00:00.000Z'],
    ['2026-05-19T10:00:00+02:00', '2026-05-19T08:00:00.000Z'],
    ['2026-05-19T10:00:00-0530', '2026-05-19T15:30:00.000Z'],
    ['19.05.2026', undefined],
    ['2026-13-45T10:00:00', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${moment ?? 'none'}`, () => {
      expect(momentOf(text)).to.equal(moment);
    });
  }
});
