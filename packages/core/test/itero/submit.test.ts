import { Agent } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { RxId, type ChairsideError } from '@chairside/core';
import type { RxSubmission } from '@chairside/core/house';
import { expect } from 'chai';
import { IteroScanService } from '@chairside/core/itero';
import { rxBody } from '../../dist/itero/rx-body.js';
import { everythingSaid, failure, NEVER } from './support/failure.js';
import { API, CLINIC, COMPANY, RX_ID, SAMPLE_RX, SamplePractice } from './support/sample-practice.js';
import { sendJson } from './support/scripted-server.js';

const SUBMIT = `POST ${API}/scan-request`;
const SECRETS = ['Sampleperson', 'Testa', 'T-1001', '1980-02-03', 'access-1', 'first molar'];

function expectNothingSaid(error: unknown): void {
  const said = everythingSaid(error);
  for (const secret of SECRETS) expect(said).not.to.include(secret);
}

describe('iTero scan request', () => {
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  it('sends the fields as the document spells them', async () => {
    practice.server.json(SUBMIT, { Data: RX_ID.toUpperCase(), Status: 1 });
    expect(await practice.service().submit(SAMPLE_RX, NEVER)).to.equal(RX_ID);
    expect(JSON.parse(practice.server.requests(SUBMIT)[0]?.body ?? '')).to.eql({
      CompanyId: COMPANY,
      DoctorId: 77,
      PatientFirstName: 'Testa',
      PatientLastName: 'Sampleperson',
      PatientChartNumber: 'T-1001',
      Gender: 'Female',
      DateOfBirth: '1980-02-03',
      Notes: 'upper right first molar',
      labId: 9,
      procedureMapId: 30,
    });
  });

  const sentWith = async (change: Partial<RxSubmission>): Promise<Record<string, unknown>> => {
    practice.server.seen.length = 0;
    practice.server.json(SUBMIT, { Data: RX_ID, Status: 1 });
    await practice.service().submit({ ...SAMPLE_RX, ...change }, NEVER);
    return JSON.parse(practice.server.requests(SUBMIT)[0]?.body ?? '') as Record<string, unknown>;
  };

  it('sends the license number only where it is given, since it replaces the one that iTero has', async () => {
    expect(await sentWith({})).not.to.have.property('LicenseNumber');
    expect(await sentWith({ licenseNumber: '' })).not.to.have.property('LicenseNumber');
    expect(await sentWith({ licenseNumber: 'L-42' })).to.have.property('LicenseNumber', 'L-42');
  });

  it('sends nothing but the mandatory fields where nothing else is given', async () => {
    const { ref, firstName, lastName, chartNumber } = SAMPLE_RX.patient;
    const patient = { ref, firstName, lastName, chartNumber };
    expect(await sentWith({ patient, labId: undefined, procedureMapId: undefined, notes: undefined })).to.eql({
      CompanyId: COMPANY,
      DoctorId: 77,
      PatientFirstName: 'Testa',
      PatientLastName: 'Sampleperson',
      PatientChartNumber: 'T-1001',
    });
  });

  it('sends gender as a word and the birth date as a day', async () => {
    for (const gender of ['Male', 'Female'] as const) {
      const body = await sentWith({ patient: { ...SAMPLE_RX.patient, gender } });
      expect(body).to.include({ Gender: gender, DateOfBirth: '1980-02-03' });
    }
  });

  it('returns the RX id of the answer, a GUID, in Data or bare', async () => {
    for (const said of [{ Data: RX_ID, Status: 1 }, { data: `{${RX_ID.toUpperCase()}}`, status: 1 }, RX_ID]) {
      practice.server.json(SUBMIT, said);
      expect(await practice.service().submit(SAMPLE_RX, NEVER)).to.equal(RX_ID);
    }
  });

  async function refusal(status: number): Promise<ChairsideError> {
    practice.server.json(SUBMIT, { Message: 'Sampleperson T-1001 is wrong' }, status);
    const error = await failure(practice.service().submit(SAMPLE_RX, NEVER));
    expect(practice.server.requests(SUBMIT)).to.have.length(1);
    expectNothingSaid(error);
    return error;
  }

  it('answered 400 is refused for good: the doctor or the form of a field is wrong', async () => {
    expect(await refusal(400)).to.include({ code: 'RX_REFUSED', class: 'permanent' });
  });

  it('answered 409 waits for a person: several patients share the chart number', async () => {
    expect(await refusal(409)).to.include({ code: 'RX_CHART_NUMBER_SHARED', class: 'needs-person' });
  });

  it('answered 500 is surely not on the scanner, and may be sent again', async () => {
    expect(await refusal(500)).to.include({ code: 'CLOUD_ERROR', class: 'transient' });
  });

  it('cleans text, cuts notes visibly, and never a name', () => {
    const name = 'N'.repeat(70);
    const patient = { ...SAMPLE_RX.patient, firstName: ' Tes\tta ', lastName: name };
    const body = rxBody(1, { ...SAMPLE_RX, patient, notes: `a\u0000b\n${'x'.repeat(2000)}`, licenseNumber: ' ' });
    expect(body['PatientFirstName']).to.equal('Tes ta');
    expect(body['PatientLastName']).to.equal(name);
    expect(body['LicenseNumber']).to.equal(undefined);
    expect(body['Notes'])
      .to.match(/^a b x+…$/)
      .and.have.length(1000);
  });

  it('is repeated once after a 401', async () => {
    practice.goodToken = 'other';
    practice.guarded(SUBMIT, { data: RX_ID, status: 1 });
    expect(await practice.service().submit(SAMPLE_RX, NEVER)).to.equal(RX_ID);
    expect(practice.server.requests(SUBMIT)).to.have.length(2);
  });

  for (const [status, code] of [
    [403, 'CLOUD_REFUSED'],
    [404, 'CLOUD_REFUSED'],
    [429, 'CLOUD_BUSY'],
    [503, 'CLOUD_ERROR'],
    [302, 'RX_IN_DOUBT'],
    [502, 'RX_IN_DOUBT'],
    [504, 'RX_IN_DOUBT'],
    [520, 'RX_IN_DOUBT'],
  ] as const) {
    it(`answered ${status} is ${code}, and is sent once`, async () => {
      practice.server.json(SUBMIT, { Message: 'Sampleperson T-1001 is wrong' }, status);
      const error = await failure(practice.service().submit(SAMPLE_RX, NEVER));
      expect(error.code).to.equal(code);
      expect(practice.server.requests(SUBMIT)).to.have.length(1);
      expectNothingSaid(error);
    });
  }

  for (const [name, answer] of [
    ['no JSON', 'done'],
    ['JSON without an RX id', '{"Data": null, "Status": 1}'],
    ['an RX id that is none', '{"Data": "T-1001", "Status": 1}'],
    ['a failure that HTTP calls 200', '{"Data": null, "Status": 0}'],
    ['nothing', ''],
  ] as const) {
    it(`answered 200 with ${name} is in doubt`, async () => {
      practice.server.on(SUBMIT, (_, response) => void response.end(answer));
      const error = await failure(practice.service().submit(SAMPLE_RX, NEVER));
      expect(error.code).to.equal('RX_IN_DOUBT');
      expectNothingSaid(error);
    });
  }

  it('names the fields of a refusal, and nothing that the patient is called', async () => {
    practice.server.json(
      SUBMIT,
      {
        Status: 2,
        Message: 'Sampleperson',
        Code: 'INVALID_PARAMETERS',
        Errors: [{ Field: 'DoctorId', Message: 'T-1001' }, { Field: 'Sampleperson' }],
      },
      400,
    );
    const error = await failure(practice.service().submit(SAMPLE_RX, NEVER));
    expect(error.detail).to.equal('/scan-request: HTTP 400, INVALID_PARAMETERS, DoctorId');
    expectNothingSaid(error);
  });

  it('stopped before it began is no doubt; stopped while it waits for the answer it is one', async () => {
    expect((await failure(practice.service().submit(SAMPLE_RX, AbortSignal.abort()))).code).to.equal('STOPPED');
    const stop = new AbortController();
    practice.server.on(SUBMIT, () => stop.abort());
    expect((await failure(practice.service().submit(SAMPLE_RX, stop.signal))).code).to.equal('RX_IN_DOUBT');
  });

  for (const [name, httpAgent] of [
    ['', undefined],
    [', also with an agent of another kind', new (class ProxyLikeAgent extends Agent {})({ keepAlive: true })],
  ] as const) {
    it(`does not go over a kept connection${name}`, async () => {
      const sockets = new Set<unknown>();
      const kept = new Set<unknown>();
      practice.server.on(`GET ${API}/practice-configuration`, (_, response, raw) => {
        kept.add(raw.socket);
        sendJson(response, practice.practiceAnswer());
      });
      practice.server.on(SUBMIT, (_, response, raw) => {
        sockets.add(raw.socket);
        sendJson(response, { Data: RX_ID, Status: 1 });
      });
      const service = practice.service({ httpAgent });
      await service.practice(NEVER);
      await service.submit(SAMPLE_RX, NEVER);
      await service.submit(SAMPLE_RX, NEVER);
      expect(sockets.size).to.equal(2);
      expect([...sockets].filter((socket) => kept.has(socket))).to.eql([]);
    });
  }

  describe('over a bad line', () => {
    let server: Server;
    let onSocket: (socket: Socket) => unknown;
    const sockets = new Set<Socket>();

    beforeEach(async () => {
      server = createServer((socket) => {
        sockets.add(socket);
        socket.on('error', () => undefined);
        onSocket(socket);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });

    afterEach(async () => {
      for (const socket of sockets) socket.destroy();
      sockets.clear();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    });

    function serviceAt(scheme: 'http' | 'https', answerTimeout = 5_000): IteroScanService {
      const deps = practice.deps({ answerTimeout });
      const baseUrl = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
      return new IteroScanService({ ...deps, app: { ...deps.app, baseUrl } }, CLINIC);
    }

    it('that is refused is no doubt', async () => {
      const service = serviceAt('http');
      await new Promise((resolve) => server.close(resolve));
      const error = await failure(service.submit(SAMPLE_RX, NEVER));
      expect(error.code).to.equal('CLOUD_UNREACHABLE');
      expect(error.detail).to.equal('/scan-request: ECONNREFUSED');
      expectNothingSaid(error);
    });

    it('to a name that is not known is no doubt', async () => {
      const deps = practice.deps();
      const app = {
        ...deps.app,
        baseUrl: 'https://nowhere.invalid',
        allowedHosts: [...deps.app.allowedHosts, 'nowhere.invalid'],
      };
      const error = await failure(new IteroScanService({ ...deps, app }, CLINIC).submit(SAMPLE_RX, NEVER));
      expect(error.code).to.equal('CLOUD_UNREACHABLE');
    });

    it('that breaks in the TLS handshake is no doubt', async () => {
      onSocket = (socket) => socket.once('data', () => socket.destroy());
      expect((await failure(serviceAt('https').submit(SAMPLE_RX, NEVER))).code).to.equal('CLOUD_UNREACHABLE');
    });

    it('whose TLS handshake never ends is no doubt', async () => {
      onSocket = () => undefined;
      expect((await failure(serviceAt('https', 200).submit(SAMPLE_RX, NEVER))).code).to.equal('CLOUD_UNREACHABLE');
    });

    it('that is closed before the request was read is a doubt, since it was written', async () => {
      onSocket = (socket) => setTimeout(() => socket.resetAndDestroy(), 50);
      expect((await failure(serviceAt('http').submit(SAMPLE_RX, NEVER))).code).to.equal('RX_IN_DOUBT');
    });

    it('that is closed after the request was read is a doubt', async () => {
      onSocket = (socket) => socket.once('data', () => socket.destroy());
      const error = await failure(serviceAt('http').submit(SAMPLE_RX, NEVER));
      expect(error.code).to.equal('RX_IN_DOUBT');
      expectNothingSaid(error);
    });

    it('that never answers is a doubt', async () => {
      onSocket = () => undefined;
      expect((await failure(serviceAt('http', 200).submit(SAMPLE_RX, NEVER))).code).to.equal('RX_IN_DOUBT');
    });

    it('that is cut in the middle of the answer is a doubt', async () => {
      onSocket = (socket) =>
        socket.once('data', () => {
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"Data": "a092');
          setImmediate(() => socket.destroy());
        });
      expect((await failure(serviceAt('http').submit(SAMPLE_RX, NEVER))).code).to.equal('RX_IN_DOUBT');
    });
  });
});

describe('iTero delete RX', () => {
  const DELETE = `DELETE ${API}/scan-request/${RX_ID}`;
  let practice: SamplePractice;

  beforeEach(async () => {
    practice = await SamplePractice.start();
  });

  afterEach(() => practice.server.close());

  const withdraw = (): Promise<void> => practice.service().withdraw(RxId(RX_ID), NEVER);

  it('answered 200 is done, whether with the RX id or without a body', async () => {
    practice.guarded(DELETE, { Data: RX_ID, Status: 1 });
    await withdraw();
    practice.server.on(DELETE, (_, response) => void response.writeHead(204).end());
    await withdraw();
  });

  it('answered 200 with a Status of failure is an error', async () => {
    practice.server.json(DELETE, { Data: null, Status: 0 });
    expect((await failure(withdraw())).code).to.equal('CLOUD_ERROR');
  });

  it('answered 400 or 404 is an RX that is not on the scanner', async () => {
    for (const status of [400, 404]) {
      practice.server.json(DELETE, {}, status);
      expect((await failure(withdraw())).code).to.equal('RX_UNKNOWN_TO_CLOUD');
    }
  });

  it('answered 403 is refused, answered 500 may be repeated', async () => {
    practice.server.json(DELETE, {}, 403);
    expect((await failure(withdraw())).code).to.equal('CLOUD_REFUSED');
    practice.server.json(DELETE, {}, 500);
    expect((await failure(withdraw())).class).to.equal('transient');
  });
});
