import { ChairsideError, ClinicId, type Logger } from '@chairside/core';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import sinon from 'sinon';
import { createMainServer } from '../../dist/http/main-server.js';
import { Metrics } from '../../dist/http/metrics.js';
import { listenForRedirect } from '../../dist/http/redirect-listener.js';
import { listen } from '../../dist/http/server-address.js';
import { call } from './http-client.js';

describe('the operator’s server', () => {
  let server: FastifyInstance;
  let port: number;
  let healthy: boolean;
  const metrics = new Metrics();
  const takeRedirect = sinon.stub<[string], Promise<unknown>>();
  const error = sinon.spy();
  const logger = { debug() {}, info() {}, warn() {}, error, with: () => logger } as Logger;

  beforeEach(async () => {
    healthy = true;
    takeRedirect.reset();
    error.resetHistory();
    const health = (): { ok: boolean } => ({ ok: healthy });
    server = createMainServer({
      logger,
      hosts: ['chairside.example:8478'],
      health,
      metrics: metrics.registry,
      takeRedirect,
    });
    ({ port } = await listen(server, { host: '127.0.0.1', port: 0 }));
  });
  afterEach(() => server.close());

  it('tells its health and nothing else', async () => {
    expect(await call(port, '/healthz')).to.deep.include({ status: 200, body: '{"status":"ok"}' });
    healthy = false;
    expect(await call(port, '/healthz')).to.deep.include({ status: 503, body: '{"status":"failing"}' });
  });

  it('tells numbers by clinic and state', async () => {
    const clinic = ClinicId('main-street');
    metrics.setCounts(clinic, { submitted: 3 }, { filed: 5, review: 1 }, { review: 3 });
    metrics.setCounts(clinic, { submitted: 2 }, { filed: 6 }, { review: 2 });
    metrics.setSentBack(clinic, 2);
    metrics.setFailedCaptures(clinic, 4);
    metrics.addBytes(clinic, 1_000);
    metrics.setLastContact(clinic, 1_700_000_000_000);
    const { status, headers, body } = await call(port, '/metrics');
    expect(status).to.equal(200);
    expect(headers['content-type']).to.match(/^text\/plain/);
    expect(body).to.include('chairside_rx{clinic="main-street",state="submitted"} 2');
    expect(body).to.include('chairside_scans{clinic="main-street",state="filed"} 6');
    expect(body).to.include('chairside_scans{clinic="main-street",state="review"} 0');
    expect(body).to.include('chairside_scans_sent_back{clinic="main-street"} 2');
    expect(body).to.include('chairside_patients{clinic="main-street",state="review"} 2');
    expect(body).to.include('chairside_captures_failed{clinic="main-street"} 4');
    expect(body).to.include('chairside_bytes_downloaded_total{clinic="main-street"} 1000');
    expect(body).to.include('chairside_last_contact_seconds{clinic="main-street"} 1700000000');
    expect(body).to.include('process_resident_memory_bytes');
  });

  it('hands a login’s redirect over and says that it worked', async () => {
    takeRedirect.resolves();
    const answer = await call(port, '/pairing/callback?code=c-1&state=s-1');
    expect(takeRedirect.firstCall.args[0]).to.equal(`http://127.0.0.1:${port}/pairing/callback?code=c-1&state=s-1`);
    expect(answer.status).to.equal(200);
    expect(answer.body).to.include('Logged in').and.not.to.include('c-1');
    expect(answer.headers).to.include({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-security-policy']).to.include("default-src 'none'");
  });

  it('says why a redirect cannot be used, and repeats nothing of it', async () => {
    takeRedirect.rejects(new ChairsideError('LOGIN_STATE_UNKNOWN', { detail: '<b>evil</b>' }));
    const answer = await call(port, '/pairing/callback?state=%3Cscript%3Eevil%3C/script%3E');
    expect(answer.status).to.equal(400);
    expect(answer.body).to.include('not started here').and.not.to.include('evil');
    takeRedirect.rejects(new Error('evil inside'));
    const other = await call(port, '/pairing/callback?state=evil');
    expect(other.status).to.equal(500);
    expect(other.body).not.to.include('evil');
  });

  it('answers only for its own names', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', '127.0.0.1.evil.example']) {
      expect((await call(port, '/healthz', { headers: { host } })).status, host).to.be.oneOf([400, 421]);
    }
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:8478', 'chairside.example', 'CHAIRSIDE.example:80']) {
      expect((await call(port, '/healthz', { headers: { host } })).status, host).to.equal(200);
    }
    expect(takeRedirect.called).to.equal(false);
  });

  it('echoes nothing of a request that it does not know or understand', async () => {
    for (const path of ['/evil', '/evil%', '/pairing/evil?x=evil']) {
      const { status, body, headers } = await call(port, path);
      expect(status, path).to.be.oneOf([400, 404]);
      expect(body, path).not.to.include('evil');
      expect(headers['content-security-policy'], path).to.be.a('string');
    }
    expect((await call(port, '/healthz', { method: 'POST' })).status).to.equal(404);
  });

  it('logs a fault of its own without its text', async () => {
    await server.close();
    server = createMainServer({
      logger,
      hosts: [],
      health: () => Promise.reject(new RangeError('Canary Sample')),
      metrics: metrics.registry,
      takeRedirect,
    });
    ({ port } = await listen(server, { host: '127.0.0.1', port: 0 }));
    const { status, body } = await call(port, '/healthz');
    expect(status).to.equal(500);
    expect(body).not.to.include('Canary');
    expect(error.callCount).to.equal(1);
    expect(JSON.stringify(error.firstCall.args)).not.to.include('Canary');
  });

  it('closes at once although a caller keeps its connection', async () => {
    const { Agent } = await import('node:http');
    const agent = new Agent({ keepAlive: true });
    await call(port, '/healthz', { agent });
    await server.close();
    agent.destroy();
  });
});

describe('a command’s own listener for the redirect', () => {
  it('takes the redirect, and leaves the address to the service when that listens there', async () => {
    const metrics = new Metrics();
    const logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => logger } as Logger;
    const service = createMainServer({
      logger,
      hosts: [],
      health: () => ({ ok: true }),
      metrics: metrics.registry,
      takeRedirect: () => Promise.resolve(),
    });
    const { port } = await listen(service, { host: '127.0.0.1', port: 0 });
    const address = new URL(`http://127.0.0.1:${port}/back/here`);
    const take = sinon.stub<[string], Promise<unknown>>().resolves();
    expect(await listenForRedirect(address, take)).to.equal(undefined);
    await service.close();

    const listener = await listenForRedirect(address, take);
    try {
      expect((await call(port, '/back/here?state=s')).status).to.equal(200);
      expect((await call(port, '/pairing/callback')).status).to.equal(404);
      expect((await call(port, '/back/here', { headers: { host: 'evil.example' } })).status).to.equal(421);
      expect(take.args).to.deep.equal([[`http://127.0.0.1:${port}/back/here?state=s`]]);
    } finally {
      await listener?.close();
    }
  });
});
