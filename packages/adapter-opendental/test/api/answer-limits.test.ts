import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createGzip } from 'node:zlib';
import { expect } from 'chai';
import { AxiosApiCalls } from '../../dist/api/axios-api-calls.js';
import { errorOf } from '../support/error-of.js';
import { signal } from './support/api-house.js';

const REQUEST = { method: 'GET', path: 'documents' } as const;

describe("what one answer of Open Dental's API may take", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function calls(answer: RequestListener, longest?: number): Promise<AxiosApiCalls> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return new AxiosApiCalls({ baseUrl, developerKey: 'dev', customerKey: 'cust' }, { longest });
  }

  it('is 32 MB, however small it came', async () => {
    let closed = false;
    let told = (): void => undefined;
    const given = new Promise<void>((resolve) => (told = resolve));
    const bomb = await calls((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
      const gzip = createGzip();
      gzip.pipe(response);
      response.once('close', () => {
        closed = true;
        told();
      });
      const blanks = Buffer.alloc(1024 * 1024, ' ');
      const more = (): void => {
        if (closed) return;
        if (gzip.write(blanks)) setImmediate(more);
        else gzip.once('drain', more);
      };
      more();
    });
    expect(await bomb.call(REQUEST, signal)).to.deep.equal({ kind: 'too-large' });
    // It would never have ended by itself.
    await given;
  });

  it('is given up when it comes in drops for too long', async () => {
    const slow = await calls((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      const drops = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(drops));
    }, 150);
    const error = await errorOf(slow.call(REQUEST, signal));
    expect(error).to.include({ code: 'CHART_API_UNREACHABLE', class: 'transient' });
    expect(error?.message).to.contain('ETIMEDOUT');
  });

  it('takes the keys nowhere else', async () => {
    let followed = 0;
    const other = createServer((_request, response) => {
      followed += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    try {
      const Location = `http://127.0.0.1:${(other.address() as AddressInfo).port}/documents`;
      const moved = await calls((_request, response) => response.writeHead(307, { Location }).end());
      expect(await errorOf(moved.call(REQUEST, signal))).to.have.property('code', 'CHART_API_REFUSED');
      expect(followed).to.equal(0);
    } finally {
      other.close();
    }
  });
});
