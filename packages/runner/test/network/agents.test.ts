import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get as httpGet, type IncomingMessage, type Server } from 'node:http';
import { createServer as createTlsServer, get as httpsGet } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Logger } from '@chairside/core';
import { expect } from 'chai';
import { createMainServer } from '../../dist/http/main-server.js';
import { Metrics } from '../../dist/http/metrics.js';
import { listen } from '../../dist/http/server-address.js';
import { createAgents, type NetworkAgents, type NetworkConfig } from '../../dist/network/agents.js';
import { AUTHORITY, CERTIFICATE, CERTIFICATE_KEY } from './certificates.js';

const TLS = { cert: CERTIFICATE, key: CERTIFICATE_KEY };

async function start(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function text(answer: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    let body = '';
    answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
    answer.on('end', () => resolve(body));
    answer.on('error', reject);
  });
}

function fetchText(url: string, agents: NetworkAgents): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { agent: url.startsWith('https:') ? agents.httpsAgent : agents.httpAgent };
    const request = (url.startsWith('https:') ? httpsGet : httpGet)(url, options, (answer) => resolve(text(answer)));
    request.on('error', reject);
  });
}

describe('the agents of outgoing calls', () => {
  let folder: string;
  let caFile: string;
  const open: { close(): unknown }[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-network-'));
    caFile = join(folder, 'ca.pem');
    await writeFile(caFile, AUTHORITY);
  });
  after(() => rm(folder, { recursive: true, force: true }));
  afterEach(() => {
    for (const one of open.splice(0).reverse()) one.close();
  });

  async function agents(config: Partial<NetworkConfig>): Promise<NetworkAgents> {
    const made = await createAgents({ proxy: null, caFile: null, ...config });
    open.push(made);
    return made;
  }

  /** A server that counts its connections. */
  async function serve(server: Server): Promise<{ port: number; connections(): number }> {
    let connections = 0;
    server.on('connection', () => connections++);
    open.push({ close: () => (server.closeAllConnections(), server.close()) });
    return { port: await start(server), connections: () => connections };
  }

  /** A proxy that notes what goes through it. */
  async function serveProxy(): Promise<{ url: string; seen: string[] }> {
    const seen: string[] = [];
    const proxy = createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      httpGet(request.url ?? '', (answer) => answer.pipe(response));
    });
    proxy.on('connect', (request, socket) => {
      seen.push(`CONNECT ${request.url}`);
      const [host, port] = (request.url ?? '').split(':');
      const onward = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
      open.push({ close: () => (onward.destroy(), socket.destroy()) });
    });
    const { port } = await serve(proxy);
    return { url: `http://user:word@127.0.0.1:${port}`, seen };
  }

  it('keep connections open', async () => {
    const server = await serve(createServer((_request, response) => response.end('plain')));
    const made = await agents({});
    for (let call = 0; call < 3; call++)
      expect(await fetchText(`http://127.0.0.1:${server.port}/`, made)).to.equal('plain');
    expect(server.connections()).to.equal(1);
  });

  it('trust the certificates of the file, and only with it', async () => {
    const server = await serve(createTlsServer(TLS, (_request, response) => response.end('sealed')));
    const url = `https://127.0.0.1:${server.port}/`;
    expect(await fetchText(url, await agents({ caFile }))).to.equal('sealed');
    const error = await fetchText(url, await agents({})).catch((thrown: unknown) => thrown);
    expect((error as NodeJS.ErrnoException).code).to.match(/CERT|ISSUER|SIGNATURE/);
  });

  it('go through the proxy, sealed from end to end for https', async () => {
    const plain = await serve(createServer((_request, response) => response.end('plain')));
    const sealed = await serve(createTlsServer(TLS, (_request, response) => response.end('sealed')));
    const { url, seen } = await serveProxy();
    const made = await agents({ proxy: url, caFile });
    expect(await fetchText(`http://127.0.0.1:${plain.port}/x`, made)).to.equal('plain');
    expect(await fetchText(`https://127.0.0.1:${sealed.port}/y`, made)).to.equal('sealed');
    const user = Buffer.from('user:word').toString('base64');
    expect(seen).to.deep.equal([
      `GET http://127.0.0.1:${plain.port}/x Basic ${user}`,
      `CONNECT 127.0.0.1:${sealed.port}`,
    ]);
    const strangers = await fetchText(`https://127.0.0.1:${sealed.port}/y`, await agents({ proxy: url })).catch(
      (thrown: unknown) => thrown,
    );
    expect(strangers).to.be.instanceOf(Error);
  });

  it('say that the file of certificates cannot be read', async () => {
    const error = await createAgents({ proxy: null, caFile: join(folder, 'none.pem') }).catch(
      (thrown: unknown) => thrown,
    );
    expect((error as NodeJS.ErrnoException).code).to.equal('ENOENT');
  });

  it('reach the operator’s server when it has a certificate', async () => {
    const logger = { debug() {}, info() {}, warn() {}, error() {}, with: () => logger } as Logger;
    const health = (): { ok: boolean } => ({ ok: true });
    const metrics = new Metrics().registry;
    const server = createMainServer({
      logger,
      tls: TLS,
      hosts: [],
      health,
      metrics,
      takeRedirect: () => Promise.resolve(),
    });
    const { port } = await listen(server, { host: '127.0.0.1', port: 0 });
    try {
      expect(await fetchText(`https://127.0.0.1:${port}/healthz`, await agents({ caFile }))).to.equal(
        '{"status":"ok"}',
      );
    } finally {
      await server.close();
    }
  });
});
