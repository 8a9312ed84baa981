import { OrderId, RxId, type AssetKind } from '@chairside/core';
import type { IteroApp, IteroScanService } from '@chairside/core/itero';
import { expect } from 'chai';
import { failure, NEVER } from './support/failure.js';
import { all, API, CLINIC, RX_ID, SAMPLE_RX, SamplePractice, wireOrder } from './support/sample-practice.js';

interface EndpointCall {
  /** Method and path under the base. */
  readonly route: string;
  readonly answer: unknown;
  readonly version?: 'v2' | 'v3';
  readonly make: (service: IteroScanService, practice: SamplePractice) => Promise<unknown>;
}

const JOHN = { firstName: 'John', lastName: 'Sample', chartNumber: '123' };

function asset(kind: AssetKind, type: string): EndpointCall {
  const order = { orderId: OrderId(5), scannedAt: '', patient: JOHN, status: '', preps: [], assets: {} };
  return {
    route: `GET /order/5/download/${type}`,
    answer: {},
    make: async (service) => {
      const bytes = await service.openAsset(order, kind, undefined, NEVER);
      if (bytes !== 'none') bytes.body.resume();
    },
  };
}

const CALLS: readonly EndpointCall[] = [
  {
    route: 'GET /practice-configuration',
    answer: { Data: { Header: { CompanyId: 4711 } }, Status: 1 },
    make: (service) => service.practice(NEVER),
  },
  {
    route: 'POST /scan-request',
    answer: { Data: RX_ID, Status: 1 },
    make: (service) => service.submit(SAMPLE_RX, NEVER),
  },
  {
    route: `DELETE /scan-request/${RX_ID}`,
    answer: { Data: RX_ID, Status: 1 },
    make: (service) => service.withdraw(RxId(RX_ID), NEVER),
  },
  {
    route: 'GET /orders/practice',
    answer: { Data: { HasMore: false, Results: [wireOrder(5)] }, Status: 1 },
    make: (service) => all(service.orders({}, NEVER)),
  },
  {
    route: `GET /orders/${RX_ID}`,
    answer: { Data: wireOrder(5), Status: 1 },
    make: (service) => service.orderByRx(RxId(RX_ID), NEVER),
  },
  asset('export', 'IDE'),
  asset('gallery', 'IMAGE_GALLERY'),
  asset('captures', 'SCREEN_CAPTURE'),
  {
    route: 'GET /latest-files',
    answer: { Data: { OrderFileUrls: [] }, Status: 1 },
    make: (service) => service.captures(undefined, NEVER),
  },
  {
    route: 'GET /patient/search',
    answer: [],
    make: (service) => service.similarPatients(JOHN, NEVER),
  },
  {
    route: 'GET /patients/search',
    answer: { Data: [], Status: 'Success' },
    version: 'v3',
    make: (service) => all(service.searchPatients({}, NEVER)),
  },
  {
    route: 'PATCH /patient/by-chart-number',
    answer: {},
    make: (service) => service.updatePatient('123', { firstName: 'Jane' }, NEVER),
  },
  {
    route: 'PATCH /patients',
    answer: {},
    make: (service) => service.updatePatientById('p-1', { firstName: 'Jane' }, NEVER),
  },
];

describe('every iTero endpoint', () => {
  let started: SamplePractice[];

  beforeEach(() => {
    started = [];
  });

  afterEach(async () => {
    for (const practice of started) await practice.server.close();
  });

  /** A paired clinic that has Discovery for both versions, at `/us/v2` and `/us/v3`. */
  async function discovered(): Promise<SamplePractice> {
    const change: { discovery?: IteroApp['discovery'] } = {};
    const practice = await SamplePractice.start(change);
    started.push(practice);
    const { server } = practice;
    change.discovery = { v2: `${server.url}/discovery/v2`, v3: `${server.url}/discovery/v3` };
    for (const version of ['v2', 'v3'])
      server.json(`GET /discovery/${version}`, { Data: { Domain: server.url, Path: `us/${version}` }, Status: 1 });
    return practice;
  }

  const routeAt = (base: string, { route }: EndpointCall): string => route.replace(' ', ` ${base}`);
  const baseOf = ({ version = 'v2' }: EndpointCall): string => `/us/${version}`;

  it('is called at the address that Discovery of its version tells', async () => {
    const practice = await discovered();
    const service = practice.service();
    for (const call of CALLS) {
      const route = routeAt(baseOf(call), call);
      practice.server.json(route, call.answer);
      await call.make(service, practice);
      expect(practice.server.requests(route), call.route).to.have.length(1);
    }
  });

  it('is called at the legacy address where no Discovery is configured', async () => {
    const practice = await SamplePractice.start();
    started.push(practice);
    const service = practice.service();
    for (const call of CALLS.filter(({ version }) => version !== 'v3')) {
      const route = routeAt(API, call);
      practice.server.json(route, call.answer);
      await call.make(service, practice);
      expect(practice.server.requests(route), call.route).to.have.length(1);
    }
  });

  it('is called with the access token of the pairing as a bearer token', async () => {
    const practice = await discovered();
    const service = practice.service();
    for (const call of CALLS) {
      const route = routeAt(baseOf(call), call);
      practice.server.json(route, call.answer);
      await call.make(service, practice);
      expect(practice.server.requests(route)[0]?.headers.authorization, call.route).to.equal('Bearer access-1');
    }
  });

  it('that takes a body is given it as raw JSON, and told so', async () => {
    const practice = await discovered();
    const service = practice.service();
    for (const call of CALLS.filter(({ route }) => /^(?:POST|PATCH) /.test(route))) {
      const route = routeAt(baseOf(call), call);
      practice.server.json(route, call.answer);
      await call.make(service, practice);
      const [sent] = practice.server.requests(route);
      expect(sent?.headers['content-type'], call.route).to.equal('application/json');
      expect(JSON.parse(sent?.body ?? ''), call.route).to.be.an('object');
    }
  });

  it('answered 401 is repeated once, whole, with a refreshed token', async () => {
    for (const call of CALLS) {
      const practice = await discovered();
      const route = routeAt(baseOf(call), call);
      practice.goodToken = 'not yet';
      practice.guarded(route, call.answer);
      await call.make(practice.service(), practice);
      const [first, second, ...more] = practice.server.requests(route);
      expect(more, call.route).to.eql([]);
      expect(second?.headers.authorization, call.route).to.equal('Bearer access-2');
      expect([second?.body, second?.query.toString()], call.route).to.eql([first?.body, first?.query.toString()]);
    }
  });

  it('answered 401 again with a refreshed token ends the pairing', async () => {
    for (const call of CALLS) {
      const practice = await discovered();
      practice.server.json(routeAt(baseOf(call), call), {}, 401);
      expect((await failure(call.make(practice.service(), practice))).code, call.route).to.equal('PAIRING_ENDED');
      expect(practice.pairings.records.get(CLINIC)?.status).to.equal('ended');
    }
  });

  it('answered 500 is an error that waiting helps', async () => {
    const practice = await discovered();
    const service = practice.service();
    for (const call of CALLS) {
      practice.server.json(routeAt(baseOf(call), call), {}, 500);
      const error = await failure(call.make(service, practice));
      expect([error.code, error.class], call.route).to.eql(['CLOUD_ERROR', 'transient']);
    }
  });
});
