import type { CloudPatient } from '@chairside/core/house';
import { expect } from 'chai';
import { everythingSaid, failure, NEVER } from './support/failure.js';
import { API, SamplePractice } from './support/sample-practice.js';
import { ScriptedServer, sendJson } from './support/scripted-server.js';

const SEARCH = `GET ${API}/patient/search`;
const BY_CHART = `PATCH ${API}/patient/by-chart-number`;
const BY_ID = `PATCH ${API}/patients`;
const GUID = '8683e5e5-a9fe-47ff-96e8-2bd9aab41d23';
const JOHN = { firstName: 'John', lastName: 'Sampleperson', chartNumber: '123' };

/** A patient as the search of version 2 shows them. */
function wirePatient(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    UniqueId: GUID,
    DateOfBirth: '1980-02-03T00:00:00.000',
    Gender: 0,
    ChartNumber: '123',
    FirstName: 'John',
    LastName: 'Sampleperson',
    ...fields,
  };
}

const READ: CloudPatient = {
  id: GUID,
  ...JOHN,
  dateOfBirth: '1980-02-03',
  gender: 'Male',
  createdAt: undefined,
  updatedAt: undefined,
  lastScannedAt: undefined,
};

describe('iTero patient management', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  const body = (route: string): unknown => JSON.parse(practice.server.requests(route)[0]?.body ?? 'null');

  describe('iTero patient search', () => {
    const similar = (patient = JOHN): Promise<readonly CloudPatient[]> =>
      practice.service().similarPatients(patient, NEVER);

    it('sends both criteria: first and last name, and chart number', async () => {
      practice.server.json(SEARCH, []);
      await similar({ firstName: ' John\t', lastName: 'Sampleperson', chartNumber: '123 ' });
      expect(Object.fromEntries(practice.server.seen[0]?.query ?? [])).to.eql(JOHN);
    });

    it('sends a blank chart number as a blank one, since it finds those who have none', async () => {
      practice.server.json(SEARCH, []);
      await similar({ ...JOHN, chartNumber: ' ' });
      expect(Object.fromEntries(practice.server.seen[0]?.query ?? [])).to.eql({ ...JOHN, chartNumber: '' });
    });

    it('reads a bare list with everybody who matches by name or by chart number', async () => {
      practice.server.json(SEARCH, [
        wirePatient(),
        wirePatient({ UniqueId: 'b', ChartNumber: '333' }),
        wirePatient({ UniqueId: 'c', FirstName: 'Mike' }),
      ]);
      const found = await similar();
      expect(found[0]).to.eql(READ);
      expect(found.map(({ id, firstName, chartNumber }) => `${id} ${firstName} ${chartNumber}`)).to.eql([
        `${GUID} John 123`,
        'b John 333',
        'c Mike 123',
      ]);
    });

    it('reads the list also in Data and in any letter case', async () => {
      practice.server.json(SEARCH, {
        data: [{ uniqueid: GUID, FIRSTNAME: 'John', lastName: 'Sampleperson', chartnumber: 123 }],
        status: 1,
      });
      expect(await similar()).to.eql([{ ...READ, dateOfBirth: undefined, gender: undefined }]);
    });

    it('reads gender as 1 for female and 0 for male, as number, text or word', async () => {
      const said = [0, '0', 'Male', 'male ', 1, '1', 'Female', null, 2, 'constructor', {}, ''];
      practice.server.json(
        SEARCH,
        said.map((Gender) => wirePatient({ Gender })),
      );
      expect((await similar()).map(({ gender }) => gender ?? '-').join(' ')).to.equal(
        'Male Male Male Male Female Female Female - - - - -',
      );
    });

    it('reads the birth date as a day, whatever time stands behind it, and an unset one as none', async () => {
      const said = [
        '1980-02-03T00:00:00.000',
        '1980-02-03T23:30:00-05:00',
        '1980-02-03',
        '0001-01-01T00:00:00',
        '1980-02-31',
        '03.02.1980',
        '',
        null,
        5,
      ];
      practice.server.json(
        SEARCH,
        said.map((DateOfBirth) => wirePatient({ DateOfBirth })),
      );
      expect((await similar()).map(({ dateOfBirth }) => dateOfBirth ?? '-').join(' ')).to.equal(
        '1980-02-03 1980-02-03 1980-02-03 - - - - - -',
      );
    });

    it('reads null and absent names and chart numbers as blank ones', async () => {
      practice.server.json(SEARCH, [{ UniqueId: GUID, FirstName: null, LastName: 'Sampleperson' }]);
      expect((await similar())[0]).to.include({ firstName: '', lastName: 'Sampleperson', chartNumber: '' });
    });

    it('of which one entry cannot be read is an error: it may be the one who holds the chart number', async () => {
      for (const odd of [
        'Sampleperson',
        wirePatient({ UniqueId: null }),
        wirePatient({ FirstName: { odd: 'Sampleperson' } }),
      ]) {
        practice.server.json(SEARCH, [wirePatient(), odd]);
        const error = await failure(similar());
        expect(error.code).to.equal('CLOUD_ANSWER_UNREADABLE');
        expect(everythingSaid(error)).not.to.include('Sampleperson').and.not.include(GUID);
      }
      practice.server.json(SEARCH, [wirePatient()]);
      expect(await similar()).to.eql([READ]);
    });

    it('of which no entry can be read is an error that names the field, and never says that there is nobody', async () => {
      practice.server.json(SEARCH, [wirePatient({ LastName: { odd: 'Sampleperson' } })]);
      const error = await failure(similar());
      expect([error.code, error.detail]).to.eql(['CLOUD_ANSWER_UNREADABLE', '/patient/search: LastName']);
      expect(everythingSaid(error)).not.to.include('Sampleperson');
      practice.server.json(SEARCH, { Status: 1 });
      expect((await failure(similar())).code).to.equal('CLOUD_ANSWER_UNREADABLE');
    });

    it('that finds nobody is an empty list, and a 404 says nothing of who is there', async () => {
      practice.server.json(SEARCH, []);
      expect(await similar()).to.eql([]);
      practice.server.json(SEARCH, {}, 404);
      expect((await failure(similar())).code).to.equal('CLOUD_REFUSED');
    });
  });

  describe('iTero update of a patient by chart number', () => {
    const update = (change: Parameters<ReturnType<SamplePractice['service']>['updatePatient']>[1], chart = '123') =>
      practice.service().updatePatient(chart, change, NEVER);

    it('sends the chart number and only what is given, the birth date as a day and gender as a word', async () => {
      practice.server.json(BY_CHART, {});
      await update({ firstName: 'Jane', lastName: ' ', dateOfBirth: '1980-02-03', gender: 'Female' });
      expect(practice.server.seen[0]?.headers['content-type']).to.equal('application/json');
      expect(body(BY_CHART)).to.eql({
        ChartNumber: '123',
        FirstName: 'Jane',
        DateOfBirth: '1980-02-03',
        Gender: 'Female',
      });
    });

    it('answered 200 is done, with the patient where the answer shows one', async () => {
      practice.server.json(BY_CHART, {
        ...wirePatient({ UniqueId: undefined, UID: GUID, Id: 0, Gender: 1, LastScanDate: null }),
        DateUpdated: '2021-04-25T19:40:58.0110489Z',
      });
      expect(await update({ gender: 'Female' })).to.eql({
        kind: 'updated',
        patient: { ...READ, gender: 'Female', updatedAt: '2021-04-25T19:40:58.011Z' },
      });
      for (const said of ['', 'done', 'null', '{"Data": "done", "Status": 1}', '{"Id": 0, "FirstName": "John"}']) {
        practice.server.on(BY_CHART, (_, response) => void response.end(said));
        expect(await update({ firstName: 'John' }), said).to.eql({ kind: 'updated', patient: undefined });
      }
    });

    it('answered 200 with a Status of failure is an error', async () => {
      practice.server.json(BY_CHART, { Data: null, Status: 0 });
      expect((await failure(update({ firstName: 'John' }))).code).to.equal('CLOUD_ERROR');
    });

    it('answered 400 is refused, and names fields but no patient except on the screen', async () => {
      practice.server.json(
        BY_CHART,
        {
          Message: 'Sampleperson',
          Code: 'INVALID_REQUEST',
          Errors: [{ Field: 'DateOfBirth' }, { Field: 'Sampleperson' }],
        },
        400,
      );
      const error = await failure(update({ lastName: 'Sampleperson' }));
      expect(error.code).to.equal('CLOUD_REFUSED');
      expect(error.detail).to.equal('/patient/by-chart-number: HTTP 400, INVALID_REQUEST, DateOfBirth');
      expect(error.message).to.not.include('Sampleperson');
      expect(error.screenText).to.match(/DateOfBirth: Sampleperson\)$/);
      expect(everythingSaid(error)).not.to.include('Sampleperson');
    });

    it('answered 404 is nobody with this chart number', async () => {
      practice.server.json(BY_CHART, {}, 404);
      expect(await update({ firstName: 'John' })).to.eql({ kind: 'unknown' });
    });

    it('answered 409 is several with this chart number, and who they are, bare or in Data', async () => {
      const list = [wirePatient(), wirePatient({ UniqueId: 'b', Gender: 1 })];
      const several = { kind: 'several', patients: [READ, { ...READ, id: 'b', gender: 'Female' }] };
      practice.server.json(BY_CHART, list, 409);
      expect(await update({ firstName: 'John' })).to.eql(several);
      practice.server.json(BY_CHART, { Data: list, Status: 0 }, 409);
      expect(await update({ firstName: 'John' })).to.eql(several);
      practice.server.json(BY_CHART, { Message: 'more than one' }, 409);
      expect(await update({ firstName: 'John' })).to.eql({ kind: 'several', patients: [] });
    });

    it('with nothing to change is a fault of the caller, and with a blank chart number nobody; neither is sent', async () => {
      const thrown = await update({ firstName: ' ' }).catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(TypeError);
      expect(await update({ firstName: 'John' }, ' ')).to.eql({ kind: 'unknown' });
      expect(practice.server.seen).to.eql([]);
    });

    it('never follows a redirect, so that its body reaches nobody else', async () => {
      const stranger = await ScriptedServer.start();
      for (const to of [`${practice.server.url}/elsewhere`, `${stranger.url}/elsewhere`]) {
        practice.server.on(BY_CHART, (_, response) => void response.writeHead(307, { Location: to }).end());
        expect((await failure(update({ firstName: 'John' }))).code).to.equal('CLOUD_ANSWER_UNREADABLE');
      }
      expect(stranger.seen).to.eql([]);
      expect(new Set(practice.server.seen.map(({ method, path }) => `${method} ${path}`))).to.eql(new Set([BY_CHART]));
      await stranger.close();
    });

    it('is sent again, whole, on a kept connection that was closed meanwhile', async () => {
      let calls = 0;
      practice.server.on(BY_CHART, (_, response, raw) => {
        calls += 1;
        if (calls === 2) raw.socket.destroy();
        else sendJson(response, {});
      });
      const service = practice.service();
      await service.updatePatient('123', { firstName: 'John' }, NEVER);
      await service.updatePatient('123', { firstName: 'Jane' }, NEVER);
      const [, lost, again] = practice.server.requests(BY_CHART);
      expect(again?.body).to.equal(lost?.body).and.include('Jane');
    });
  });

  describe('iTero update of a patient by id', () => {
    const update = (change: Parameters<ReturnType<SamplePractice['service']>['updatePatientById']>[1]) =>
      practice.service().updatePatientById(GUID, change, NEVER);

    it('sends the id and only what is given, without the "Has_" parameters that the document does not name', async () => {
      practice.server.json(BY_ID, {});
      await update({ chartNumber: '124', firstName: 'Jane' });
      expect(body(BY_ID)).to.eql({ PatientId: GUID, ChartNumber: '124', FirstName: 'Jane' });
    });

    it('answered 200 is done, with the patient of the answer by its UID', async () => {
      practice.server.json(BY_ID, {
        LastScanDate: '2026-05-19T10:00:00',
        RowStatus: 1,
        DateUpdated: '2021-04-25T19:40:58.0110489Z',
        Type: 0,
        AlignPatientId: null,
        Id: 0,
        UID: GUID,
        FirstName: 'John',
        LastName: 'Sampleperson',
        ChartNumber: '123',
        DateOfBirth: '1980-02-03T00:00:00.000',
        Gender: '0',
        MI: null,
        ZipCode: null,
      });
      expect(await update({ firstName: 'John' })).to.eql({
        kind: 'updated',
        patient: { ...READ, updatedAt: '2021-04-25T19:40:58.011Z', lastScannedAt: '2026-05-19T10:00:00.000Z' },
      });
    });

    it('answered 400 or 404 is an id that nobody has', async () => {
      for (const status of [400, 404]) {
        practice.server.json(BY_ID, {}, status);
        expect(await update({ firstName: 'John' })).to.eql({ kind: 'unknown' });
      }
    });

    it('with nothing to change is a fault of the caller, and is not sent', async () => {
      const thrown = await update({}).catch((error: unknown) => error);
      expect(thrown).to.be.instanceOf(TypeError);
      expect(practice.server.seen).to.eql([]);
    });
  });
});
