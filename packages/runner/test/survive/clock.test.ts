import { startSimulator, type Simulator } from '@chairside/itero-simulator';
import { expect } from 'chai';
import { needsPerson } from '../../dist/views/attention.js';
import type { Service } from '../../dist/loop/service.js';
import { OwnClinic } from '../contradictions/own-clinic.js';
import { request, until } from '../e2e/sample-clinic.js';
import { TravelClock } from './travel-clock.js';

const DAY = 24 * 60 * 60 * 1000;
const SMALL = { triangles: { upper: 200, lower: 200 }, images: { width: 32, height: 18 } };
/** Nobody tells of it: only the time says when to look again. */
const RETRY = { baseDelay: '1s', maxDelay: '2s', notReady: ['1s', '1s', '1s'] };

describe('a clock that is set', function () {
  this.timeout(600_000);
  let simulator: Simulator;
  let clock: TravelClock;
  let cloudAhead: number;
  let since: string;
  let clinic: OwnClinic;
  let service: Service | undefined;
  let ended: Promise<void>;
  beforeEach(async () => {
    cloudAhead = 0;
    clock = new TravelClock();
    simulator = await startSimulator({ ...SMALL, now: () => Date.now() + cloudAhead });
    since = new Date(Date.now() - 30 * DAY).toISOString().slice(0, 10);
    clinic = await OwnClinic.open(simulator, { since, clock, section: { retry: RETRY } });
    service = undefined;
  });
  afterEach(async () => {
    service?.cutOff();
    await ended;
    await clinic.close();
    await simulator.close();
  });

  async function start(): Promise<void> {
    await clinic.pair(5001);
    service = await clinic.service();
    ended = service.run();
  }
  const filed = async (): Promise<number> => (await clinic.ledger.scans.countByState()).filed ?? 0;
  const rxStates = async (): Promise<unknown> => clinic.ledger.rx.countByState();
  const told = (name: string): Promise<unknown> =>
    clinic
      .told(name)
      .then(({ state }) => state)
      .catch(() => undefined);
  const said = (): string => clinic.log.text();

  /** Everything waits, put off by the clock as it is now: an RX, a scan, a capture and a status. */
  async function putOff(): Promise<void> {
    await clinic.drop('a.json', request('A-1'));
    await until(async () => (await told('A-1.json')) === 'submitted', said);
    simulator.faults.add({ match: { path: '/IDE' }, do: { status: 503 } });
    const { orderId } = simulator.scan(simulator.rxs()[0]!.rxId, { captures: 1 });
    simulator.faults.add({ match: { method: 'POST', path: 'scan-request' }, do: { status: 503 } });
    await until(async () => (await clinic.ledger.scans.list({})).some(({ problem }) => problem !== undefined), said);
    await clinic.drop('b.json', request('B-1'));
    await until(async () => {
      const [waiting] = await clinic.ledger.rx.list({ states: ['wanted'] });
      return waiting?.problem !== undefined;
    }, said);
    expect(simulator.orders.get(orderId)).not.to.equal(undefined);
  }

  async function expectAllDone(): Promise<void> {
    await until(async () => (await filed()) === 1 && simulator.rxs().length === 2, said);
    await until(async () => (await told('B-1.json')) === 'submitted' && (await told('A-1.json')) === 'scanned', said);
    await until(async () => Object.keys(await clinic.charts()).some((path) => path.includes('/captures/')), said);
    expect(await rxStates()).to.deep.equal({ scanned: 1, submitted: 1 });
    expect(await needsPerson(clinic.ledger)).to.deep.equal([]);
    for (const { attempts } of [...(await clinic.ledger.rx.list({})), ...(await clinic.ledger.scans.list({}))])
      expect(attempts).to.equal(0);
  }

  it('back by a day puts off nothing that waits for a time of the wrong day', async () => {
    clock.jump(DAY);
    await start();
    await putOff();
    simulator.faults.clear();
    clock.jump(-DAY);
    await expectAllDone();
    expect(said()).to.include('The clock was set back');
  });

  it('back by a day while Chairside does not run puts off nothing either', async () => {
    clock.jump(DAY);
    await start();
    await putOff();
    service!.cutOff();
    await ended;
    simulator.faults.clear();
    clock.jump(-DAY);
    service = await clinic.service();
    ended = service.run();
    await expectAllDone();
  });

  it('forward by a day makes nothing fail', async () => {
    await start();
    await putOff();
    simulator.faults.clear();
    clock.jump(DAY);
    await expectAllDone();
  });

  it('forward by three days, as after a sleep, has the token refreshed, the days in between looked through and all done', async () => {
    await start();
    await clinic.drop('a.json', request('A-1'));
    await until(async () => (await told('A-1.json')) === 'submitted', said);
    await until(() => simulator.requests().some(({ path }) => path.endsWith('/orders/practice')), said);
    const asked = simulator.requests().length;
    // What happened while it slept: a scan of the day before yesterday.
    simulator.scan(simulator.rxs()[0]!.rxId);
    cloudAhead = 3 * DAY;
    clock.jump(3 * DAY);
    simulator.expireAccessTokens();
    await until(async () => (await filed()) === 1 && (await told('A-1.json')) === 'scanned', said);
    const later = simulator.requests().slice(asked);
    expect(later.some(({ path, status }) => path.endsWith('/token') && status === 200)).to.equal(true);
    const looked = later.filter(({ path }) => path.endsWith('/orders/practice')).map(({ query }) => query['dateFrom']);
    expect(
      looked.some((from) => from! <= since),
      looked.join(', '),
    ).to.equal(true);
    expect(await rxStates()).to.deep.equal({ scanned: 1 });
    expect(await needsPerson(clinic.ledger)).to.deep.equal([]);
    expect(service!.loops.flatMap(({ failures }) => failures)).to.deep.equal([]);
  });
});
