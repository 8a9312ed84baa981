import type { Switches } from '@chairside/itero-simulator';
import { expect } from 'chai';
import { type Practice, startPaired, stopAll } from './support/practice.js';

const day = (date: number): number => Date.UTC(2026, 0, date, 12);

async function ids(practice: Practice, query: string): Promise<number[]> {
  const found: number[] = [];
  for (let offset = 0; ;) {
    const reply = await practice.get(`orders/practice?Offset=${offset}&${query}`);
    expect(reply.status).to.equal(200);
    const { Results, HasMore } = reply.json.Data;
    found.push(...Results.map((order: any) => order.OrderId));
    if (HasMore !== true) return found;
    offset += Results.length;
  }
}

describe('simulated orders', () => {
  afterEach(stopAll);

  it('are listed in pages, oldest or newest first', async () => {
    const practice = await startPaired();
    const made = [3, 1, 2, 5, 4].map((date) => practice.simulator.addOrder({ scannedAt: day(date) }));
    const byDate = made.toSorted((a, b) => a.scanningDate.localeCompare(b.scanningDate)).map(({ orderId }) => orderId);
    for (const size of [1, 2, 5, 1024]) expect(await ids(practice, `pageSize=${size}`)).to.deep.equal(byDate);
    practice.simulator.setSwitches({ pageOrder: 'newest' });
    expect(await ids(practice, 'pageSize=2')).to.deep.equal(byDate.toReversed());
  });

  it('are chosen by days of GMT and by chart number', async () => {
    const practice = await startPaired();
    const made = [1, 2, 3].map((date) =>
      practice.simulator.addOrder({ scannedAt: day(date), chartNumber: `C${date}` }),
    );
    const [first, second, third] = made.map(({ orderId }) => orderId);
    expect(await ids(practice, 'pageSize=9&dateFrom=2026-01-02')).to.deep.equal([second, third]);
    expect(await ids(practice, 'pageSize=9&dateTo=2026-01-02')).to.deep.equal([first, second]);
    expect(await ids(practice, 'pageSize=9&chartNumber=C3')).to.deep.equal([third]);
    practice.simulator.setSwitches({ dateTo: 'exclusive' });
    expect(await ids(practice, 'pageSize=9&dateTo=2026-01-02')).to.deep.equal([first]);
  });

  it('need Offset and pageSize in their range, and dates that are dates', async () => {
    const practice = await startPaired();
    const wrong = [
      '',
      'pageSize=1',
      'Offset=0',
      'offset=0&pageSize=1',
      'Offset=0&pageSize=0',
      'Offset=0&pageSize=1025',
    ];
    for (const query of [...wrong, 'Offset=-1&pageSize=1', 'Offset=0&pageSize=1&dateFrom=yesterday']) {
      expect((await practice.get(`orders/practice?${query}`)).status, query).to.equal(400);
    }
  });

  it('are found by RX: 400 for what is no GUID, 404 for an unknown one', async () => {
    const practice = await startPaired();
    const order = practice.simulator.addOrder();
    expect((await practice.get(`orders/${order.rxId?.toUpperCase()}`)).json.Data.OrderId).to.equal(order.orderId);
    expect((await practice.get('orders/nonsense')).status).to.equal(400);
    expect((await practice.get('orders/00000000-0000-4000-8000-000000000000')).status).to.equal(404);
    expect(practice.simulator.addOrder({ rxId: null }).rxId).to.equal(null);
  });

  it('differ on the wire as the switches say', async () => {
    const practice = await startPaired();
    const { orderId, rxId } = practice.simulator.addOrder();
    const order = async (): Promise<any> =>
      (await practice.get('orders/practice?Offset=0&pageSize=1')).json.Data.Results[0];
    practice.simulator.setSwitches({ orderIdAs: 'string', urls: 'flat' });
    expect(await order()).to.include({ OrderId: String(orderId), Urls: null });
    practice.simulator.setSwitches({ urls: 'nested' });
    expect((await order()).IdeFileUrl).to.equal(null);
    expect((await order()).Urls.IDEFileUrl).to.match(/\/IDE$/);
    practice.simulator.setSwitches({ swappedUrls: 'by-rx' });
    expect((await order()).Urls.IDEFileUrl).to.match(/\/IDE$/);
    expect((await practice.get(`orders/${rxId}`)).json.Data.Urls.IDEFileUrl).to.match(/\/IMAGE_GALLERY$/);
    practice.simulator.setSwitches({ urls: 'flat', swappedUrls: 'everywhere' });
    expect((await order()).IdeFileUrl).to.match(/\/IMAGE_GALLERY$/);
    expect((await order()).ThumbnailsDownloadUrl).to.match(/\/IDE$/);
    practice.simulator.setSwitches({ urls: 'both', swappedUrls: 'nowhere', keyCase: 'camel' });
    const { data, status } = (await practice.get(`orders/${rxId}`)).json;
    expect(status).to.equal(1);
    expect(data).to.include({ rxId, orderId: String(orderId) });
    expect(data.urls.ideFileUrl).to.match(/\/IDE$/);
  });

  it('come on smaller pages than were asked for where the switch says so', async () => {
    const practice = await startPaired();
    const made = [1, 2, 3].map((date) => practice.simulator.addOrder({ scannedAt: day(date) }).orderId);
    practice.simulator.setSwitches({ mostPerPage: 2 });
    const { Data } = (await practice.get('orders/practice?Offset=0&pageSize=1024')).json;
    expect(Data).to.include({ PageSize: 2, HasMore: true });
    expect(Data.Results).to.have.length(2);
    expect(await ids(practice, 'pageSize=1024')).to.deep.equal(made);
  });

  it('say their success as the switch has it, and a failure always as a failure', async () => {
    const practice = await startPaired();
    practice.simulator.addOrder();
    const status = async (path: string): Promise<unknown> => (await practice.get(path)).json.Status;
    const said = async (successStatus: Switches['successStatus']): Promise<readonly unknown[]> => {
      practice.simulator.setSwitches({ successStatus });
      return [await status('orders/practice?Offset=0&pageSize=1'), await status('orders/nonsense')];
    };
    expect(await said('documented')).to.deep.equal([1, 0]);
    expect(await said('word')).to.deep.equal(['Success', 0]);
    expect(await said('absent')).to.deep.equal([undefined, 0]);
  });

  it('carry links below the address that they were asked at', async () => {
    const practice = await startPaired();
    practice.simulator.addOrder();
    practice.base = `${practice.simulator.url}/api/third-party/v2`;
    const { Results } = (await practice.get('orders/practice?Offset=0&pageSize=1')).json.Data;
    expect(Results[0].IdeFileUrl).to.include('/api/third-party/v2/order/');
  });

  it('can be many', async () => {
    const practice = await startPaired();
    practice.simulator.addOrders(20_000, { scannedAt: day(9) });
    const found = await ids(practice, 'pageSize=1024');
    expect(new Set(found).size).to.equal(20_000);
    expect((await ids(practice, 'pageSize=1024&dateFrom=2026-01-09')).length).to.equal(721);
  });

  it('move through the flow: modelling ends with new files, a rescan too, under the same id', async () => {
    const practice = await startPaired();
    const { orderId } = practice.simulator.addOrder({ procedureMapId: 30 });
    expect(practice.simulator.setStatus(orderId, 'iTero Modeling').revision).to.equal(1);
    expect(practice.simulator.setStatus(orderId, 'Lab Review')).to.include({ revision: 2, status: 'Lab Review' });
    expect(practice.simulator.setStatus(orderId, 'Scanning').revision).to.equal(2);
    expect(practice.simulator.rescan(orderId)).to.include({ orderId, revision: 3, status: 'Completed' });
  });

  it('come and move by themselves when told to', async () => {
    const practice = await startPaired({ autoScan: { afterMs: 1 }, autoAdvance: { afterMs: 1 } });
    await practice.request({ procedureMapId: 30 });
    const { simulator } = practice;
    while (simulator.orders.list()[0]?.status !== 'Lab Review') await new Promise((resolve) => setTimeout(resolve, 5));
    expect(simulator.orders.list()[0]?.revision).to.equal(2);
  });
});
