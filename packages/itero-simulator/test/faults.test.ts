import { expect } from 'chai';
import { parseScenario } from '@chairside/itero-simulator';
import { type Practice, sampleRequest, startPaired, stopAll } from './support/practice.js';
import { readZip } from './support/zip.js';

async function fails(action: Promise<unknown>): Promise<boolean> {
  return action.then(
    () => false,
    () => true,
  );
}

describe('scripted faults', () => {
  let practice: Practice;
  beforeEach(async () => {
    practice = await startPaired();
  });
  afterEach(stopAll);

  it('answer a code, the nth time and so many times', async () => {
    practice.simulator.faults.add({ match: { path: 'practice-configuration', nth: 2, times: 2 }, do: { status: 503 } });
    const codes: number[] = [];
    for (let count = 0; count < 5; count += 1) codes.push((await practice.get('practice-configuration')).status);
    expect(codes).to.deep.equal([200, 503, 503, 200, 200]);
  });

  it('tell when to try again', async () => {
    practice.simulator.faults.add({ match: { times: 1 }, do: { status: 429, retryAfter: 3 } });
    const reply = await practice.get('practice-configuration');
    expect([reply.status, reply.headers.get('retry-after')]).to.deep.equal([429, '3']);
  });

  it('break the connection before or after the effect', async () => {
    const { simulator } = practice;
    simulator.faults.add({ match: { method: 'POST', path: /scan-request$/, times: 1 }, do: { drop: 'before' } });
    expect(await fails(practice.post('scan-request', sampleRequest))).to.equal(true);
    expect(simulator.rxs()).to.have.length(0);
    simulator.faults.clear();
    const handle = simulator.faults.add({
      match: { method: 'POST', path: '/scan-re[a-z]+t$/', nth: 1 },
      do: { drop: 'after' },
    });
    expect(await fails(practice.post('scan-request', sampleRequest))).to.equal(true);
    expect(simulator.rxs()).to.have.length(1);
    expect(handle.applied).to.equal(1);
    expect(simulator.requests().at(-1)).to.include({ method: 'POST', status: 0 });
  });

  it('replace the answer of a request that took effect', async () => {
    practice.simulator.faults.add({ match: { path: 'scan-request' }, do: { status: 502, afterEffect: true } });
    expect((await practice.post('scan-request', sampleRequest)).status).to.equal(502);
    expect(practice.simulator.rxs()).to.have.length(1);
  });

  it('cut a download, which then resumes', async () => {
    const { orderId } = practice.simulator.addOrder();
    const path = `order/${orderId}/download/IDE`;
    const whole = (await practice.get(path)).bytes;
    practice.simulator.faults.add({ match: { path: '/IDE', times: 1 }, do: { cutBody: 5000 } });
    expect(await fails(practice.get(path))).to.equal(true);
    expect(practice.simulator.requests().at(-1)).to.include({ status: 200, sent: 5000 });
    const rest = (await practice.get(path, { range: 'bytes=5000-' })).bytes;
    expect(rest.equals(whole.subarray(5000))).to.equal(true);
  });

  it('flip a byte at a place of the whole file, also in a part of it', async () => {
    const { orderId } = practice.simulator.addOrder();
    const path = `order/${orderId}/download/IDE`;
    const whole = (await practice.get(path)).bytes;
    practice.simulator.faults.add({ do: { corruptAt: 3000 } });
    const bad = (await practice.get(path)).bytes;
    expect(bad[3000]).to.equal(whole[3000]! ^ 0xff);
    expect(await fails(readZip(bad))).to.equal(true);
    const part = (await practice.get(path, { range: 'bytes=2990-' })).bytes;
    expect(part[10]).to.equal(whole[3000]! ^ 0xff);
    expect(part.subarray(11).equals(whole.subarray(3001))).to.equal(true);
  });

  it('say a wrong length', async () => {
    const { orderId } = practice.simulator.addOrder();
    const path = `order/${orderId}/download/IDE`;
    const whole = (await practice.get(path)).bytes;
    const handle = practice.simulator.faults.add({ do: { contentLengthBy: 10 } });
    expect(await fails(practice.get(path))).to.equal(true);
    handle.remove();
    practice.simulator.faults.add({ do: { contentLengthBy: -10 } });
    expect((await practice.get(path)).bytes.length).to.equal(whole.length - 10);
  });

  it('send one download to the storage host', async () => {
    const { orderId } = practice.simulator.addOrder();
    practice.simulator.faults.add({ match: { path: '/download/', times: 1 }, do: { redirect: 307 } });
    expect((await practice.get(`order/${orderId}/download/IDE`)).status).to.equal(307);
    expect((await practice.get(`order/${orderId}/download/IDE`)).status).to.equal(200);
  });

  it('end tokens in the middle of the work', async () => {
    practice.simulator.faults.add({ match: { path: 'orders', times: 1 }, do: { expireTokens: 'before' } });
    expect((await practice.get('orders/practice?Offset=0&pageSize=1')).status).to.equal(401);
    practice.accessToken = (await practice.refresh()).json.access_token;
    practice.simulator.faults.clear();
    practice.simulator.faults.add({ match: { path: 'orders', times: 1 }, do: { expireTokens: 'after' } });
    expect((await practice.get('orders/practice?Offset=0&pageSize=1')).status).to.equal(200);
    expect((await practice.get('orders/practice?Offset=0&pageSize=1')).status).to.equal(401);
    practice.simulator.faults.add({ match: { path: '/oauth/token' }, do: { revokeTokens: true } });
    expect((await practice.refresh()).json.error).to.equal('invalid_grant');
  });

  it('delay an answer and slow a body without changing it', async () => {
    const { orderId } = practice.simulator.addOrder();
    const path = `order/${orderId}/download/IMAGE_GALLERY`;
    const whole = (await practice.get(path)).bytes;
    practice.simulator.faults.add({ do: { delayMs: 5, bytesPerSecond: 400_000 } });
    expect((await practice.get(path)).bytes.equals(whole)).to.equal(true);
  });

  it('are joined by the cloud going away and coming back with its state', async () => {
    const { simulator } = practice;
    const rxId = await practice.request();
    await simulator.stop();
    expect(await fails(practice.get('practice-configuration'))).to.equal(true);
    await simulator.resume();
    expect((await practice.get('practice-configuration')).status).to.equal(200);
    expect(simulator.rxs()[0]?.rxId).to.equal(rxId);
  });
});

describe('a scenario file', () => {
  afterEach(stopAll);

  it('sets switches and faults from the start', async () => {
    const scenario = parseScenario(`
      seed: 7
      autoScan: { afterMs: 5 }
      switches: { pageOrder: newest, rotateRefresh: absent }
      faults:
        - match: { method: get, path: practice-configuration, nth: 1 }
          do: { status: 500 }
    `);
    const practice = await startPaired({ scenario });
    expect(practice.simulator.switches).to.include({ pageOrder: 'newest', rotateRefresh: 'absent', keyCase: 'pascal' });
    expect((await practice.get('practice-configuration')).status).to.equal(500);
    expect((await practice.get('practice-configuration')).status).to.equal(200);
  });

  it('may be JSON or empty, and is refused with the place of each mistake', () => {
    expect(parseScenario('{"seed": 3}')).to.deep.equal({ seed: 3 });
    expect(parseScenario('')).to.deep.equal({});
    const wrong = 'switches: { pageOrder: random }\nfaults: [{ do: { explode: true } }]';
    expect(() => parseScenario(wrong)).to.throw(Error, /pageOrder[^]*faults\[0\]\.do/);
  });
});
