import { ClinicId } from '@chairside/core';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import sinon from 'sinon';
import { listen } from '../../dist/http/server-address.js';
import { webhookSecrets } from '../../dist/http/webhook-secrets.js';
import { createWebhookServer } from '../../dist/http/webhook-server.js';
import { call, type Answer } from './http-client.js';

const SECRET = 'secret-of-main-street';

describe('the listener for notifications', () => {
  let server: FastifyInstance;
  let port: number;
  const taken = sinon.stub<[string, unknown], Promise<void>>();
  const logger = { debug() {}, info() {}, warn() {}, error: sinon.spy(), with: () => logger };

  beforeEach(async () => {
    taken.reset();
    taken.resolves();
    logger.error.resetHistory();
    const secretOf = webhookSecrets(
      new Map([
        [ClinicId('main-street'), SECRET],
        [ClinicId('oak-road'), 'other'],
      ]),
    );
    server = createWebhookServer({ logger, secretOf, onNotification: taken });
    ({ port } = await listen(server, { host: '127.0.0.1', port: 0 }));
  });
  afterEach(() => server.close());

  const post = (path: string, body: string | Buffer | undefined, type: string | undefined): Promise<Answer> =>
    call(port, path, { method: 'POST', headers: type === undefined ? {} : { 'content-type': type } }, body);

  it('hands a notification over as it came', async () => {
    const answer = await post(`/webhook/${SECRET}`, '{"OrderId": 77}', 'application/json');
    expect(answer).to.deep.include({ status: 200, body: '' });
    expect(taken.args).to.deep.equal([['main-street', { OrderId: 77 }]]);
    await post('/webhook/other', '[]', 'application/json');
    expect(taken.secondCall.args).to.deep.equal(['oak-road', []]);
  });

  it('answers 200 whatever the body is', async () => {
    const bodies: [string | Buffer | undefined, string | undefined][] = [
      ['{"OrderId": ', 'application/json'],
      ['{"OrderId": 77}', 'text/plain'],
      ['{"OrderId": 77}', 'no type at all;;'],
      ['{"OrderId": 77}', undefined],
      ['a=b', 'application/x-www-form-urlencoded'],
      [Buffer.from([0xff, 0, 1]), 'multipart/form-data'],
      ['', 'application/json'],
      [undefined, undefined],
    ];
    for (const [body, type] of bodies)
      expect((await post(`/webhook/${SECRET}`, body, type)).status, String(type)).to.equal(200);
    expect(taken.args.map(([, body]) => body)).to.deep.equal([
      undefined,
      { OrderId: 77 },
      { OrderId: 77 },
      { OrderId: 77 },
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('answers before the notification is worked on, and whatever comes of that', async () => {
    let finish = (): void => {};
    taken.callsFake(() => new Promise((resolve) => (finish = resolve)));
    expect((await post(`/webhook/${SECRET}`, '{}', 'application/json')).status).to.equal(200);
    finish();
    taken.rejects(new RangeError('Canary Sample'));
    expect((await post(`/webhook/${SECRET}`, '{}', 'application/json')).status).to.equal(200);
    await new Promise((resolve) => setImmediate(resolve));
    expect(logger.error.callCount).to.equal(1);
    expect(JSON.stringify(logger.error.args)).not.to.include('Canary');
  });

  it('answers 404 for a wrong secret and for everything else', async () => {
    for (const path of [
      '/webhook/wrong',
      '/webhook/',
      '/webhook',
      `/webhook/${SECRET}x`,
      `/webhook/${SECRET}/more`,
      '/',
      '/healthz',
      '/metrics',
    ]) {
      expect((await post(path, '{}', 'application/json')).status, path).to.equal(404);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      expect((await call(port, `/webhook/${SECRET}`, { method })).status, method).to.equal(404);
    }
    expect(taken.called).to.equal(false);
  });

  it('answers 413 for a body above 64 KB', async () => {
    expect((await post(`/webhook/${SECRET}`, Buffer.alloc(64 * 1024 + 1, ' '), 'application/json')).status).to.equal(
      413,
    );
    expect(taken.called).to.equal(false);
    expect((await post(`/webhook/${SECRET}`, Buffer.alloc(64 * 1024, ' '), 'application/json')).status).to.equal(200);
  });
});
