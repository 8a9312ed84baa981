import { connect, type Socket } from 'node:net';
import type { Logger } from '@chairside/core';
import { expect } from 'chai';
import type { FastifyInstance } from 'fastify';
import { createBaseServer, type ServerBounds } from '../../dist/http/base-server.js';
import { listen } from '../../dist/http/server-address.js';
import { call } from './http-client.js';

const QUIET: Logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => QUIET };

describe('what one caller may take of a server', () => {
  const open: { destroy?(): void; close?(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0).toReversed()) {
      one.destroy?.();
      await one.close?.();
    }
  });

  async function serve(bounds?: Partial<ServerBounds>): Promise<{ server: FastifyInstance; port: number }> {
    const server = createBaseServer({ logger: QUIET, bodyLimit: 1_000, bounds });
    server.post('/x', async () => 'done');
    server.get('/never', () => new Promise(() => undefined));
    open.push({ close: () => server.close() });
    return { server, port: (await listen(server, { host: '127.0.0.1', port: 0 })).port };
  }

  /** A caller that says something; all it hears until the connection ends. */
  function caller(port: number, ...says: readonly string[]): { socket: Socket; heard: Promise<string> } {
    const socket = connect(port, '127.0.0.1', () => says.forEach((text) => socket.write(text)));
    open.push({ destroy: () => socket.destroy() });
    const heard = new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', () => undefined);
      socket.once('close', () => resolve(text));
    });
    return { socket, heard };
  }

  it('has defaults: the head in 10 s, all of a request in 15 s, 200 connections', async () => {
    const { server } = await serve();
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxConnections } = server.server;
    expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxConnections }).to.deep.equal({
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      timeout: 60_000,
      maxConnections: 200,
    });
  });

  it('closes on a caller whose head comes in drops', async () => {
    const { port } = await serve({ head: 100 });
    const { socket, heard } = caller(port, 'GET / HTTP/1.1\r\nHost: x\r\n');
    const drops = setInterval(() => socket.write('X: y\r\n'), 20);
    expect(await heard).to.match(/^HTTP\/1\.1 408 /);
    clearInterval(drops);
  });

  it('closes on a caller whose body comes in drops', async () => {
    const { port } = await serve({ head: 100, request: 200 });
    const { socket, heard } = caller(
      port,
      'POST /x HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\n',
    );
    const drops = setInterval(() => socket.write('x'), 20);
    expect(await heard).to.match(/^HTTP\/1\.1 408 /);
    clearInterval(drops);
  });

  it('closes on a caller that says nothing, and on one that is never answered', async () => {
    const { port } = await serve({ silence: 100 });
    expect(await caller(port).heard).to.equal('');
    expect(await caller(port, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n').heard).to.equal('');
  });

  it('closes on more callers at once than it takes, and takes new ones when they leave', async () => {
    const { port } = await serve({ connections: 2 });
    const first = caller(port, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
    caller(port, 'GET /never HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await caller(port, 'POST /x HTTP/1.1\r\nHost: x\r\n\r\n').heard).to.equal('');
    first.socket.destroy();
    await first.heard;
    for (;;) {
      const answer = await call(port, '/x', { method: 'POST' }).catch(() => undefined);
      if (answer?.status === 200) break;
    }
  });

  it('refuses a body and a head that are too large', async () => {
    const { port } = await serve();
    expect(
      (await call(port, '/x', { method: 'POST', headers: { 'content-type': 'text/plain' } }, 'x'.repeat(1_001))).status,
    ).to.equal(413);
    const { heard } = caller(port, `GET / HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`);
    expect(await heard).to.match(/^HTTP\/1\.1 (?:431|400) /);
  });
});
