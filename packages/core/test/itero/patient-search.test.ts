import type { CloudPatient, PatientFilter } from '@chairside/core/house';
import type { IteroApp } from '@chairside/core/itero';
import { expect } from 'chai';
import { everythingSaid, failure, NEVER } from './support/failure.js';
import { all, SamplePractice } from './support/sample-practice.js';
import { sendJson } from './support/scripted-server.js';

const SEARCH = 'GET /us/v3/patients/search';

/** A patient as the search of version 3 shows them. */
function wirePatient(id: number, fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return { Id: `guid-${id}`, FirstName: 'John', LastName: 'Sampleperson', ChartNumber: String(id), ...fields };
}

const people = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, at) => wirePatient(at + 1));

describe('iTero patient search of version 3', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    const change: { discovery?: IteroApp['discovery'] } = {};
    practice = await SamplePractice.start(change);
    const { server } = practice;
    change.discovery = { v3: `${server.url}/discovery/v3` };
    server.json('GET /discovery/v3', { Data: { Domain: server.url, Path: 'us/v3' }, Status: 1 });
  });

  afterEach(() => practice.server.close());

  const search = (filter: PatientFilter = {}): Promise<CloudPatient[]> =>
    all(practice.service().searchPatients(filter, NEVER));
  const queries = (): Record<string, string>[] =>
    practice.server.requests(SEARCH).map(({ query }) => Object.fromEntries(query));
  const offsets = (): (string | undefined)[] => queries().map((query) => query['Offset']);

  type Meta = (offset: number, count: number, total: number) => unknown;

  /** Serves a list in pages as large as they are asked for. */
  function serve(list: readonly unknown[], meta: Meta): void {
    practice.server.on(SEARCH, (request, response) => {
      const [offset, limit] = [Number(request.query.get('Offset')), Number(request.query.get('Limit'))];
      const page = list.slice(offset, offset + limit);
      sendJson(response, { Data: page, Meta: meta(offset, page.length, list.length), Status: 'Success' });
    });
  }

  it('without a filter asks for everybody, in the largest pages', async () => {
    serve(people(1), () => null);
    await search();
    expect(queries()).to.eql([{ Offset: '0', Limit: '100' }]);
  });

  it('sends every filter as the document spells it, wildcards as they are, and none that is blank', async () => {
    serve(people(1), () => null);
    await search({
      firstName: 'Jo*',
      lastName: '%person',
      chartNumber: '1*',
      updatedFrom: '2026-01-01',
      updatedTo: '2026-02-01',
      lastScanFrom: '2026-03-01',
      lastScanTo: '2026-04-01',
    });
    await search({ firstName: ' ', chartNumber: '7' });
    expect(queries()).to.eql([
      {
        FirstName: 'Jo*',
        LastName: '%person',
        ChartNumber: '1*',
        UpdatedDateFrom: '2026-01-01',
        UpdatedDateTo: '2026-02-01',
        LastScanDateFrom: '2026-03-01',
        LastScanDateTo: '2026-04-01',
        Offset: '0',
        Limit: '100',
      },
      { ChartNumber: '7', Offset: '0', Limit: '100' },
    ]);
  });

  it('reads each field of a patient, and null for what there is not', async () => {
    const dates = {
      CreationDate: '2026-01-01',
      UpdatedDate: '2026-01-02T03:04:05',
      LastScanDate: '2026-01-03T00:00:00Z',
    };
    serve(
      [
        wirePatient(1, { DateOfBirth: '1980-02-03', Gender: 'Female', ...dates }),
        wirePatient(2, { DateOfBirth: null, Gender: null, CreationDate: null, UpdatedDate: null, LastScanDate: null }),
      ],
      () => null,
    );
    const name = { firstName: 'John', lastName: 'Sampleperson' };
    expect(await search()).to.eql([
      {
        id: 'guid-1',
        ...name,
        chartNumber: '1',
        dateOfBirth: '1980-02-03',
        gender: 'Female',
        createdAt: '2026-01-01T00:00:00.000Z',
        updatedAt: '2026-01-02T03:04:05.000Z',
        lastScannedAt: '2026-01-03T00:00:00.000Z',
      },
      {
        id: 'guid-2',
        ...name,
        chartNumber: '2',
        dateOfBirth: undefined,
        gender: undefined,
        createdAt: undefined,
        updatedAt: undefined,
        lastScannedAt: undefined,
      },
    ]);
  });

  it('is paged by Meta: NextOffset says where the next page begins, Total whether there is one', async () => {
    const metas: readonly Meta[] = [
      (offset, count, total) => ({ Total: total, Count: count, NextOffset: offset + 100 }),
      (offset, count, total) => ({
        Total: total,
        Count: count,
        NextOffset: offset + 100 < total ? offset + 100 : null,
      }),
      (_, count, total) => ({ Total: String(total), Count: count, NextOffset: 0 }),
      (_, __, total) => ({ Total: total }),
    ];
    for (const meta of metas) {
      practice.server.seen.length = 0;
      serve(people(200), meta);
      expect((await search()).map(({ chartNumber }) => chartNumber)).to.eql(
        people(200).map((each) => each['ChartNumber']),
      );
      expect(offsets()).to.eql(['0', '100']);
    }
  });

  it('goes where NextOffset says, also where it is not the next in line', async () => {
    serve(people(350), (offset, _, total) => ({ Total: total, NextOffset: offset === 0 ? 250 : undefined }));
    await search();
    expect(offsets()).to.eql(['0', '250']);
  });

  it('without Meta goes on until a page is not full', async () => {
    for (const meta of [() => undefined, () => 'odd', () => ({ Total: 'many' })]) {
      practice.server.seen.length = 0;
      serve(people(200), meta);
      expect(await search()).to.have.length(200);
      expect(offsets()).to.eql(['0', '100', '200']);
    }
  });

  it('needs no links and follows none', async () => {
    practice.server.json(SEARCH, {
      Data: people(2),
      Meta: { Total: 2, Count: 2, NextOffset: 100 },
      Links: { Self: '/third-party/v3/x', Next: 'https://stranger.example/third-party/v3/x', Prev: 5 },
      Status: 'Success',
    });
    expect(await search()).to.have.length(2);
    expect(practice.server.requests(SEARCH)).to.have.length(1);
  });

  it('answered 404 is nobody, also in the middle of a list that became shorter', async () => {
    practice.server.json(SEARCH, { Status: 2, Code: 'NOT_FOUND' }, 404);
    expect(await search()).to.eql([]);
    practice.server.on(SEARCH, (request, response) => {
      if (request.query.get('Offset') !== '0') return sendJson(response, {}, 404);
      return sendJson(response, { Data: people(100), Meta: { Total: 101 }, Status: 'Success' });
    });
    expect(await search()).to.have.length(100);
  });

  it('answered 400 is refused with the code and the names of known fields, and never with a value', async () => {
    practice.server.json(
      SEARCH,
      {
        Status: 2,
        Message: 'Invalid request parameters of Sampleperson',
        Code: 'INVALID_REQUEST_PARAMETERS',
        Errors: [
          { Field: 'LastScanDateTo', Message: "The value '2024-01-1199' is not valid for LastScanDateTo." },
          { Field: 'Sampleperson', Message: '' },
        ],
      },
      400,
    );
    const error = await failure(search({ lastName: 'Sampleperson', lastScanTo: '2024-01-1199' }));
    expect(error.code).to.equal('CLOUD_REFUSED');
    expect(error.detail).to.equal('/patients/search: HTTP 400, INVALID_REQUEST_PARAMETERS, LastScanDateTo');
    expect(everythingSaid(error)).not.to.include('Sampleperson').and.not.include('2024-01-1199');
  });

  it('answered 200 with a Status other than Success is an error', async () => {
    practice.server.json(SEARCH, { Data: [], Status: 'INTERNAL_ERROR' });
    expect((await failure(search())).code).to.equal('CLOUD_ERROR');
  });

  it('does not go round for ever where the server ignores the offset', async () => {
    practice.server.json(SEARCH, { Data: people(100), Status: 'Success' });
    expect((await failure(search())).code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(offsets()).to.eql(['0', '100']);
  });

  it('ends at an empty page, whatever Meta promises', async () => {
    serve(people(3), () => ({ Total: 1_000_000 }));
    expect(await search()).to.have.length(3);
    expect(offsets()).to.eql(['0', '3']);
  });

  it('leaves out whom it cannot read and warns of it once', async () => {
    serve([wirePatient(1), wirePatient(2, { ChartNumber: { odd: 'Sampleperson' } }), wirePatient(3)], () => null);
    expect((await search()).map(({ id }) => id)).to.eql(['guid-1', 'guid-3']);
    expect(practice.logger.lines).to.have.length(1);
    expect(JSON.stringify(practice.logger.lines)).not.to.include('Sampleperson');
  });

  it('needs Discovery of version 3, since it has no legacy address', async () => {
    const legacy = await SamplePractice.start();
    const error = await failure(all(legacy.service().searchPatients({}, NEVER)));
    expect(error.code).to.equal('PATIENT_SEARCH_UNAVAILABLE');
    expect(legacy.server.seen).to.eql([]);
    await legacy.server.close();
  });
});
