import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ClinicId } from '@chairside/core';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import sinon from 'sinon';
import { readSmallBody } from '../../dist/http/read-small-body.js';
import { listen } from '../../dist/http/server-address.js';
import { webhookSecrets } from '../../dist/http/webhook-secrets.js';
import { createWebhookServer } from '../../dist/http/webhook-server.js';
import { call, type Answer } from './http-client.js';

const SECRET = 'secret-of-main-street';
const KB = 1024;
const MB = 1024 * KB;

describe('the listener for notifications', () => {
  let server: FastifyInstance;
  let port: number;
  const taken = sinon.stub<[string, unknown], Promise<void>>();
  const unknown = sinon.stub<[], void>();
  const logger = { debug() {}, info() {}, warn() {}, error: sinon.spy(), with: () => logger };

  beforeEach(async () => {
    taken.reset();
    taken.resolves();
    unknown.reset();
    logger.error.resetHistory();
    const secretOf = webhookSecrets(
      new Map([
        [ClinicId('main-street'), SECRET],
        [ClinicId('oak-road'), 'other'],
      ]),
    );
    server = createWebhookServer({ logger, secretOf, onNotification: taken, onUnknownSecret: unknown });
    ({ port } = await listen(server, { host: '127.0.0.1', port: 0 }));
  });
  afterEach(() => server.close());

  const post = (path: string, body: string | Buffer | undefined, type?: string): Promise<Answer> =>
    call(port, path, { method: 'POST', headers: type === undefined ? {} : { 'content-type': type } }, body);
  /** What was handed over, as clinic and text. */
  const handed = (): readonly (readonly [string, string | undefined])[] =>
    taken.args.map(([clinic, body]) => [clinic, Buffer.isBuffer(body) ? body.toString('latin1') : undefined]);
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await new Promise((resolve) => setImmediate(resolve));
  };

  it('hands a notification over as it came, for the clinic whose secret it is', async () => {
    const answer = await post(`/webhook/${SECRET}`, '{"Id": 77}', 'application/json');
    expect(answer).to.deep.include({ status: 200, body: '' });
    await post('/webhook/other', '[]', 'application/json');
    expect(handed()).to.deep.equal([
      ['main-street', '{"Id": 77}'],
      ['oak-road', '[]'],
    ]);
  });

  it('answers 200 whatever the body is', async () => {
    const bodies: [string | Buffer | undefined, string | undefined][] = [
      ['{"Id": ', 'application/json'],
      ['{"Id": 77}', 'text/plain'],
      ['\u00ef\u00bb\u00bf{"Id": 77}', 'no type at all;;'],
      ['{"Id": 77}', undefined],
      ['a=b', 'application/x-www-form-urlencoded'],
      [Buffer.from([0xff, 0, 1]), 'multipart/form-data'],
      ['', 'application/json'],
      [undefined, undefined],
    ];
    for (const [body, type] of bodies) {
      const bytes = typeof body === 'string' ? Buffer.from(body, 'latin1') : body;
      expect((await post(`/webhook/${SECRET}`, bytes, type)).status, String(type)).to.equal(200);
    }
    expect(handed().map(([, text]) => text ?? '')).to.deep.equal(
      bodies.map(([body]) => (Buffer.isBuffer(body) ? body.toString('latin1') : (body ?? ''))),
    );
  });

  it('answers before the notification is worked on, and whatever comes of that', async () => {
    taken.callsFake(() => new Promise(() => undefined));
    for (let hangs = 0; hangs < 3; hangs += 1)
      expect((await post(`/webhook/${SECRET}`, '{}', 'application/json')).status).to.equal(200);
    expect(taken.callCount).to.equal(3);
    taken.rejects(new RangeError('Canary Sample'));
    expect((await post(`/webhook/${SECRET}`, '{}', 'application/json')).status).to.equal(200);
    await until(() => logger.error.called);
    expect(logger.error.callCount).to.equal(1);
    expect(JSON.stringify(logger.error.args)).not.to.include('Canary').and.not.to.include(SECRET);
  });

  it('takes the notification of a caller who does not wait for the answer', async () => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    const head = `POST /webhook/${SECRET} HTTP/1.1\r\nhost: sample.example\r\ncontent-length: 2\r\n\r\n`;
    socket.write(`${head}{}`, () => socket.resetAndDestroy());
    await until(() => taken.called);
    expect(handed()).to.deep.equal([['main-street', '{}']]);
  });

  it('takes one call after the other over a kept connection', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const sockets = new Set<unknown>();
    const again = (body: string | Buffer): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const sent = request({ port, host: '127.0.0.1', path: `/webhook/${SECRET}`, method: 'POST', agent }, (answer) =>
          answer.resume().on('end', () => resolve(answer.statusCode)),
        );
        sent.on('socket', (socket) => sockets.add(socket));
        sent.on('error', reject);
        sent.end(body);
      });
    try {
      expect([await again('1'), await again('2'), sockets.size]).to.deep.equal([200, 200, 1]);
      // After a refusal the caller takes another one.
      expect([await again(Buffer.alloc(MB)), await again('3')]).to.deep.equal([413, 200]);
      expect(handed().map(([, text]) => text)).to.deep.equal(['1', '2', '3']);
    } finally {
      agent.destroy();
    }
  });

  it('lets a slow caller keep nobody else waiting', async () => {
    const slow = connect(port, '127.0.0.1');
    let answer = '';
    slow.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    slow.write(`POST /webhook/${SECRET} HTTP/1.1\r\nhost: sample.example\r\ncontent-length: 4\r\n\r\nsl`);
    expect((await post(`/webhook/${SECRET}`, 'quick')).status).to.equal(200);
    expect(handed()).to.deep.equal([['main-street', 'quick']]);
    slow.write('ow');
    await until(() => answer !== '');
    slow.destroy();
    expect([answer.split('\r\n')[0], handed()[1]]).to.deep.equal(['HTTP/1.1 200 OK', ['main-street', 'slow']]);
  });

  it('says nothing of a caller who breaks off in the middle', async () => {
    const socket = connect(port, '127.0.0.1');
    const closed = new Promise((resolve) => socket.on('close', resolve));
    socket.write(`POST /webhook/${SECRET} HTTP/1.1\r\nhost: sample.example\r\ncontent-length: 9\r\n\r\n{}`, () =>
      socket.destroy(),
    );
    await closed;
    expect((await post(`/webhook/${SECRET}`, 'after')).status).to.equal(200);
    expect([handed(), logger.error.called]).to.deep.equal([[['main-street', 'after']], false]);
  });

  it('answers 404 for a wrong secret and for everything else', async () => {
    for (const path of [
      '/webhook/wrong',
      '/webhook/',
      '/webhook',
      `/webhook/${SECRET}x`,
      `/webhook/${SECRET.slice(0, -1)}`,
      `/webhook/${SECRET.toUpperCase()}`,
      `/webhook/${SECRET}/more`,
      '/',
      '/healthz',
      '/metrics',
      '/pairing/callback',
    ]) {
      expect((await post(path, '{}', 'application/json')).status, path).to.equal(404);
    }
    for (const method of ['GET', 'PUT', 'DELETE', 'HEAD', 'OPTIONS']) {
      expect((await call(port, `/webhook/${SECRET}`, { method })).status, method).to.equal(404);
    }
    expect((await post('/webhook/wrong', Buffer.alloc(10 * MB))).status).to.equal(404);
    expect(taken.called).to.equal(false);
  });

  it('says that somebody called with an unknown secret, and of nothing else that is wrong', async () => {
    await post('/', '{}');
    await post(`/webhook/${SECRET}`, '{}');
    expect(unknown.callCount).to.equal(0);
    await post(`/webhook/${SECRET}x`, '{}');
    expect(unknown.callCount).to.equal(1);
  });

  it('answers 413 for a body above 64 KB, and goes on', async () => {
    expect((await post(`/webhook/${SECRET}`, Buffer.alloc(64 * KB + 1, ' '))).status).to.equal(413);
    expect(taken.called).to.equal(false);
    expect((await post(`/webhook/${SECRET}`, Buffer.alloc(64 * KB, ' '))).status).to.equal(200);
  });

  it('answers 413 for 10 MB, with a length or without, also to a caller who reads only when all is sent', async () => {
    const large = Buffer.alloc(10 * MB, ' ');
    const path = `/webhook/${SECRET}`;
    for (const headers of [{ 'content-length': large.length }, { 'transfer-encoding': 'chunked' }])
      expect((await call(port, path, { method: 'POST', headers }, large)).status).to.equal(413);
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1').pause();
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      const head = `POST ${path} HTTP/1.1\r\nhost: sample.example\r\nconnection: close\r\ncontent-length: ${large.length}\r\n\r\n`;
      socket.write(head);
      socket.write(large, () => socket.resume());
    });
    expect(answer.split('\r\n')[0]).to.equal('HTTP/1.1 413 Payload Too Large');
    expect([taken.called, logger.error.called]).to.deep.equal([false, false]);
  });

  it('keeps no more than 64 KB of a body in memory, however long it is', async () => {
    setFlagsFromString('--expose_gc');
    const collect = runInNewContext('gc') as () => void;
    collect();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    function* endless(): Generator<Buffer> {
      for (let sent = 0; sent < 256; sent += 1) {
        if (sent % 32 === 31) {
          collect();
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
        }
        yield Buffer.alloc(MB);
      }
    }
    const refusal: unknown = await readSmallBody(Readable.from(endless()), 64 * KB).catch((error: unknown) => error);
    expect(refusal).to.have.property('statusCode', 413);
    expect(most).to.be.lessThan(128 * MB);
  });
});
