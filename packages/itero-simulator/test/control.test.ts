import { expect } from 'chai';
import { type Practice, startPaired, stopAll } from './support/practice.js';

describe('the control pages of the simulated cloud', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPaired();
  });
  afterEach(stopAll);

  const control = async (method: string, path: string, body?: unknown): Promise<any> => {
    const address = `${practice.simulator.url}/simulator/${path}`;
    const reply = await practice.send(address, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    return reply.status === 200 ? reply.json : reply.status;
  };

  it('do what the library does', async () => {
    const rxId = await practice.request();
    expect((await control('GET', 'rxs'))[0]).to.include({ rxId, state: 'open' });
    const { orderId } = await control('POST', `rxs/${rxId}/scan`, { notes: 'by control' });
    expect(await control('POST', `orders/${orderId}/rescan`, {})).to.include({ orderId, revision: 2 });
    expect(await control('POST', `orders/${orderId}/status`, { status: 'iTero Modeling' })).to.include({ revision: 2 });
    expect((await control('POST', `orders/${orderId}/captures`)).orderId).to.equal(orderId);
    expect(await control('POST', 'orders', { chartNumber: 'S', rxId: null })).to.include({
      chartNumber: 'S',
      rxId: null,
    });
    expect(await control('POST', 'bulk-orders', { count: 50 })).to.deep.equal({ size: 52 });
    expect(await control('GET', 'orders')).to.have.length(52);
    const [sample] = await control('POST', 'sample-orders', { count: 1 });
    const download = await practice.get(`order/${sample.order.orderId}/download/IDE`);
    expect(download.bytes.length).to.equal(sample.packedBytes);
    expect(await control('POST', 'switches', { pageOrder: 'newest' })).to.include({ pageOrder: 'newest' });
    await control('POST', 'tokens/expire');
    expect((await practice.get('practice-configuration')).status).to.equal(401);
    const requests = await control('GET', 'requests');
    expect(requests.at(-1)).to.include({
      path: '/us/third-party/v2/practice-configuration',
      authorized: true,
      status: 401,
    });
    expect(JSON.stringify(requests)).to.not.include(practice.accessToken);
  });

  it('add and clear faults, which never touch them', async () => {
    await control('POST', 'faults', { do: { status: 500 } });
    expect((await practice.get('practice-configuration')).status).to.equal(500);
    expect(await control('GET', 'faults')).to.have.length(1);
    await control('DELETE', 'faults');
    expect((await practice.get('practice-configuration')).status).to.equal(200);
  });

  it('refuse what is wrong', async () => {
    expect(await control('POST', 'rxs/nothing/scan')).to.equal(400);
    expect(await control('POST', 'faults', { do: { explode: 1 } })).to.equal(400);
    expect(await control('POST', 'switches', { pageOrder: 'random' })).to.equal(400);
  });

  it('have a page with a button that scans', async () => {
    const rxId = await practice.request({ PatientLastName: '<Sample>' });
    const address = `${practice.simulator.url}/simulator/`;
    const page = (await practice.send(address, {})).bytes.toString('utf8');
    expect(page).to.include(`action="/simulator/rxs/${rxId}/scan"`).and.include('&#60;Sample&#62;');
    const pressed = await practice.send(`${address}rxs/${rxId}/scan`, { method: 'POST', body: new URLSearchParams() });
    expect([pressed.status, pressed.headers.get('location')]).to.deep.equal([303, '/simulator/']);
    expect(practice.simulator.rxs()[0]?.state).to.equal('scanned');
  });
});
