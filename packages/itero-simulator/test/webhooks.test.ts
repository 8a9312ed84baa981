import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { Practice, startSmall, stopAll } from './support/practice.js';

describe('simulated webhooks', () => {
  let server: Server;
  let received: any[];
  let practice: Practice;

  beforeEach(async () => {
    received = [];
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
      request.on('end', () => {
        received.push(JSON.parse(body));
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    practice = new Practice(await startSmall());
    await practice.login();
    const callbackUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/x`;
    await practice.pair({ companyId: 5001, callbackUrl });
  });

  afterEach(async () => {
    await stopAll();
    await new Promise((resolve) => server.close(resolve));
  });

  const settled = async (count: number): Promise<void> => {
    while (practice.simulator.webhooks().filter(({ status }) => status === 200).length < count) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };

  it('tell each change of the files, and nothing else', async () => {
    const rxId = await practice.request({ procedureMapId: 30 });
    const { orderId } = practice.simulator.scan(rxId);
    await settled(1);
    expect(received).to.deep.equal([{ Id: rxId, CompanyId: 5001 }]);
    practice.simulator.setStatus(orderId, 'iTero Modeling');
    practice.simulator.addCapture(orderId);
    practice.simulator.setStatus(orderId, 'Lab Review');
    await settled(2);
    practice.simulator.rescan(orderId);
    await settled(3);
    expect(received).to.have.length(3);
    practice.simulator.addOrder({ companyId: 5002 });
    practice.simulator.addOrder({ rxId: null });
    expect(practice.simulator.webhooks()).to.have.length(3);
  });

  it('come late, twice, not at all, or forged', async () => {
    const { simulator } = practice;
    simulator.setSwitches({ webhook: 'missing' });
    simulator.addOrder();
    expect(simulator.webhooks()).to.have.length(0);
    simulator.setSwitches({ webhook: 'late', webhookDelayMs: 20 });
    simulator.addOrder();
    expect(simulator.webhooks()).to.have.length(0);
    await settled(1);
    simulator.setSwitches({ webhook: 'doubled' });
    simulator.addOrder();
    await settled(3);
    expect(received[1]).to.deep.equal(received[2]);
    simulator.setSwitches({ webhook: 'forged' });
    const { rxId } = simulator.addOrder();
    await settled(6);
    const forged = received.slice(3);
    expect(forged).to.deep.include({ Id: rxId, CompanyId: 5001 });
    expect(forged.filter(({ Id }) => Id !== rxId)).to.have.length(1);
    expect(forged.filter(({ CompanyId }) => CompanyId !== 5001)).to.have.length(1);
  });

  it('can be sent by hand, and end with the pairing', async () => {
    const rxId = '00000000-0000-4000-8000-000000000000';
    expect((await practice.simulator.sendWebhook(rxId))?.status).to.equal(200);
    await practice.post('unpair');
    expect(await practice.simulator.sendWebhook(rxId)).to.equal(undefined);
  });
});
