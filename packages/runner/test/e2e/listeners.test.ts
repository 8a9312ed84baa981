import { createServer, request as requestPlain, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { call } from '../http/http-client.js';
import { request, SampleClinic, until, type Running } from './sample-clinic.js';

/** So long that only a wake explains what happens within a test. */
const HOURLY = { trigger: '200ms', orders: '1h', captures: '1h' };

/** A forward proxy that counts what goes through it. */
async function countingProxy(): Promise<{ readonly server: Server; readonly url: string; seen(): readonly string[] }> {
  const seen: string[] = [];
  const server = createServer((incoming, answer) => {
    const target = incoming.url ?? '';
    seen.push(target);
    const { method, headers } = incoming;
    const passed = requestPlain(target, { method, headers }, (upstream) => {
      answer.writeHead(upstream.statusCode ?? 502, upstream.headers);
      upstream.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}`, seen: () => seen };
}

describe('listeners and the way out, by the command line', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  const pair = async (): Promise<void> => {
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  const listening = (service: Running, what = 'Listening'): Promise<void> =>
    until(
      () => service.stderr.includes(what),
      () => service.stderr,
    );
  const filed = (service: Running, count: number): Promise<void> =>
    until(
      async () => (await clinic.files('charts')).filter((path) => path.endsWith('current.json')).length === count,
      () => service.stderr,
    );

  it('fetches a scan at once when iTero calls the webhook, and believes nothing else there', async () => {
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    clinic = await SampleClinic.open({
      clinic: { poll: HOURLY },
      top: { webhook: { host: '127.0.0.1', port, publicUrl: base } },
    });
    await pair();
    const service = clinic.start('run');
    await listening(service, 'Listening for notifications');
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await filed(service, 1);
    const { url, status } = clinic.simulator.webhooks()[0]!;
    expect([url.startsWith(`${base}/webhook/`), status]).to.deep.equal([true, 200]);

    const secret = new URL(url).pathname;
    const post = async (path: string, body: string | Buffer): Promise<number> =>
      (await call(port, path, { method: 'POST', headers: { 'content-length': Buffer.byteLength(body) } }, body)).status;
    expect(await post(secret, '{"Id":"forged","CompanyId":1}')).to.equal(200);
    expect(await post(secret, 'no JSON')).to.equal(200);
    expect(await post(`${secret}x`, '{}')).to.equal(404);
    expect(await post(secret, Buffer.alloc(70_000))).to.equal(413);
    for (const path of [secret, '/healthz', '/metrics', '/pairing/callback', '/'])
      expect((await fetch(`${base}${path}`)).status, path).to.equal(404);
    expect((await fetch(clinic.url(secret), { method: 'POST' })).status, 'not at the other listener').to.equal(404);
    const ended = await service.stop();
    expect(ended.code, ended.stderr).to.equal(0);
    expect(ended.stderr).to.not.include(secret.slice('/webhook/'.length));
  });

  it('tells health and numbers to callers of its own host only', async () => {
    clinic = await SampleClinic.open();
    await pair();
    const service = clinic.start('run');
    await listening(service);
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      async () => (await clinic.result('A-1'))?.state === 'submitted',
      () => service.stderr,
    );
    const health = await fetch(clinic.url('/healthz'));
    expect([health.status, await health.json()]).to.deep.equal([200, { status: 'ok' }]);
    const metrics = await fetch(clinic.url('/metrics'));
    expect(metrics.headers.get('content-type')).to.match(/^text\/plain; version=/);
    const text = await metrics.text();
    expect(text).to.match(/^# TYPE chairside_rx gauge$/m);
    expect(text).to.match(/^chairside_rx\{clinic="main-street",state="submitted"\} 1$/m);
    expect(text).to.match(/^chairside_patients\{clinic="main-street",state="review"\} 0$/m);
    expect(text).to.match(/^chairside_captures_failed\{clinic="main-street"\} 0$/m);
    expect(text).to.match(/^chairside_last_contact_seconds\{clinic="main-street"\} \d{10}/m);
    const { port } = new URL(clinic.url('/'));
    for (const path of ['/healthz', '/metrics', '/pairing/callback?state=s'])
      expect((await call(Number(port), path, { headers: { host: 'evil.example' } })).status, path).to.equal(421);
  });

  it('works without a listener, and pairs by one of the command’s own', async () => {
    clinic = await SampleClinic.open({ top: { http: false } });
    const port = await freePort();
    const itero = clinic.simulator.iteroConfig(`http://127.0.0.1:${port}/back`);
    await clinic.configure({ ...clinic.config, itero });
    await pair();
    const service = clinic.start('run');
    await clinic.drop('A-1.json', request('A-1'));
    await until(
      () => clinic.simulator.rxs().length === 1,
      () => service.stderr,
    );
    expect((await service.stop()).code).to.equal(0);
    expect(service.stderr).to.not.include('Listening');
  });

  it('says which address is taken, and ends', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const webhook = { host: '127.0.0.1', port, publicUrl: 'https://hooks.example' };
      clinic = await SampleClinic.open({ top: { webhook } });
      const second = await clinic.cli('run');
      expect(second.code, second.stderr).to.equal(1);
      expect(second.stderr).to.include(`127.0.0.1 port ${port}`);
      await clinic.configure({ ...clinic.config, webhook: false, http: { host: '127.0.0.1', port } });
      const first = await clinic.cli('run');
      expect([first.code, first.stderr.includes(`127.0.0.1 port ${port}`)]).to.deep.equal([1, true]);
    } finally {
      taken.close();
    }
  });

  it('sends every call through the proxy', async () => {
    const proxy = await countingProxy();
    try {
      clinic = await SampleClinic.open({ top: { network: { proxy: proxy.url } } });
      await pair();
      expect((await clinic.cli('check')).code).to.equal(0);
      await clinic.drop('A-1.json', request('A-1'));
      await clinic.once();
      clinic.simulator.setSwitches({ downloads: 'redirect' });
      clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
      const round = await clinic.once();
      expect(round.code, round.stderr).to.equal(0);
      expect((await clinic.result('A-1'))?.files).to.not.deep.equal([]);
      const browser = ({ path }: { readonly path: string }): boolean => path.endsWith('/authorize');
      const received = clinic.simulator.requests().filter((one) => !browser(one));
      expect(received.some(({ host }) => host === 'storage')).to.equal(true);
      expect(proxy.seen()).to.have.length(received.length);
    } finally {
      proxy.server.closeAllConnections();
      proxy.server.close();
    }
  });
});
