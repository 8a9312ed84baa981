import { createGzip } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import type { ServerResponse } from 'node:http';
import { OrderId, type ScanOrder } from '@chairside/core';
import type { ByteStream } from '@chairside/core/house';
import { expect } from 'chai';
import { failure, NEVER } from './support/failure.js';
import { API, SamplePractice } from './support/sample-practice.js';

const CONFIGURATION = `GET ${API}/practice-configuration`;
const ORDER: ScanOrder = {
  orderId: OrderId(5),
  scannedAt: '2026-05-19T10:00:00.000Z',
  patient: { firstName: 'Testa', lastName: 'Sampleperson', chartNumber: 'T-1001' },
  status: 'Completed',
  preps: [],
  assets: {},
};

/** Sends a byte now and then, for as long as somebody listens. */
function trickle(response: ServerResponse, every: number): void {
  const timer = setInterval(() => response.write(' '), every);
  response.once('close', () => clearInterval(timer));
}

describe('what one answer may take', () => {
  let practice: SamplePractice;
  beforeEach(async () => {
    practice = await SamplePractice.start();
  });
  afterEach(() => practice.server.close());

  it('data that comes in drops is given up when it takes too long', async () => {
    practice.server.on(CONFIGURATION, (_, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      trickle(response, 10);
    });
    const error = await failure(practice.service({ idleTimeout: 5_000, wholeTimeout: 150 }).practice(NEVER));
    expect(error).to.include({ code: 'CLOUD_UNREACHABLE', class: 'transient' });
    expect(error.message).to.contain('ETIMEDOUT');
  });

  it('a file that comes in drops is given up, and one that comes steadily is not', async () => {
    const file = Buffer.alloc(40_000, 'x');
    practice.server.on(`GET ${API}/order/5/download/IDE`, (_, response) => {
      response.writeHead(200);
      trickle(response, 10);
    });
    practice.server.on(`GET ${API}/order/5/download/IMAGE_GALLERY`, async (_, response) => {
      response.writeHead(200, { 'Content-Length': file.length });
      for (let at = 0; at < file.length; at += 2_000) {
        response.write(file.subarray(at, at + 2_000));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      response.end();
    });
    const service = practice.service({ idleTimeout: 200, leastBytes: 1_000 });
    const open = async (kind: 'export' | 'gallery'): Promise<unknown> => {
      const stream = (await service.openAsset(ORDER, kind, undefined, NEVER)) as ByteStream;
      return buffer(stream.body).catch((thrown: unknown) => thrown);
    };
    expect(await open('export'))
      .to.be.instanceOf(Error)
      .with.property('code', 'ETIMEDOUT');
    expect(await open('gallery')).to.deep.equal(file);
  });

  it('packed data is refused as soon as it unpacks to too much', async () => {
    let closed = false;
    let told = (): void => undefined;
    const given = new Promise<void>((resolve) => (told = resolve));
    practice.server.on(CONFIGURATION, (_, response) => {
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
    const error = await failure(practice.service().practice(NEVER));
    expect(error.code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(error.message).to.contain('too long');
    // It would never have ended by itself.
    await given;
  });
});
