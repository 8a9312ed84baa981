import { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { OrderId, type ScanOrder } from '@chairside/core';
import type { ByteStream } from '@chairside/core/house';
import { expect } from 'chai';
import { everythingSaid, failure, NEVER } from './support/failure.js';
import { API, CLINIC, SamplePractice } from './support/sample-practice.js';
import { ScriptedServer, type Answerer } from './support/scripted-server.js';

const IDE = `${API}/order/5/download/IDE`;
const BYTES = Buffer.from('0123456789');

function orderWith(assets: ScanOrder['assets'] = {}): ScanOrder {
  return {
    orderId: OrderId(5),
    scannedAt: '2026-05-19T10:00:00.000Z',
    patient: { firstName: 'Testa', lastName: 'Sampleperson', chartNumber: 'T-1001' },
    status: 'Completed',
    preps: [],
    assets,
  };
}

/** Serves bytes with a validator, by Range where asked. */
function file(bytes: Buffer, etag = '"v1"'): Answerer {
  return (request, response) => {
    const from = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
    if (from === undefined || request.headers['if-range'] !== etag) {
      response.writeHead(200, { ETag: etag, 'Content-Length': bytes.length });
      response.end(bytes);
    } else if (Number(from) >= bytes.length) {
      response.writeHead(416).end();
    } else {
      response.writeHead(206, { ETag: etag, 'Content-Range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` });
      response.end(bytes.subarray(Number(from)));
    }
  };
}

async function read(stream: ByteStream | 'none'): Promise<string> {
  if (stream === 'none') return 'none';
  return (await buffer(stream.body)).toString();
}

describe('iTero downloads', () => {
  let practice: SamplePractice;
  let storage: ScriptedServer;

  beforeEach(async () => {
    practice = await SamplePractice.start();
    storage = await ScriptedServer.start();
  });

  afterEach(async () => {
    await practice.server.close();
    await storage.close();
  });

  const open = (
    range?: { from: number; validator: string },
    assets: ScanOrder['assets'] = {},
    kind: 'export' | 'gallery' | 'captures' = 'export',
  ) => practice.service().openAsset(orderWith(assets), kind, range, NEVER);

  it('give the raw bytes, their length and their validator', async () => {
    practice.server.on(`GET ${IDE}`, file(BYTES));
    const stream = (await open()) as ByteStream;
    expect(stream).to.include({ offset: 0, totalSize: 10, validator: '"v1"' });
    expect(stream.body).to.be.instanceOf(IncomingMessage);
    expect(await read(stream)).to.equal('0123456789');
    expect(practice.server.seen[0]?.headers).to.include({
      authorization: 'Bearer access-1',
      'accept-encoding': 'identity',
    });
  });

  it('use the link of the order as it is', async () => {
    practice.server.on('GET /links/IDE', file(BYTES));
    expect(await read(await open(undefined, { export: `${practice.server.url}/links/IDE?k=a%2Fb` }))).to.equal(
      '0123456789',
    );
    expect(practice.server.seen[0]?.query.get('k')).to.equal('a/b');
  });

  it('go on where they stopped', async () => {
    practice.server.on(`GET ${IDE}`, file(BYTES));
    const stream = (await open({ from: 4, validator: '"v1"' })) as ByteStream;
    expect(stream).to.include({ offset: 4, totalSize: 10, validator: '"v1"' });
    expect(await read(stream)).to.equal('456789');
  });

  it('start anew where the file has changed, or the server has no such part', async () => {
    practice.server.on(`GET ${IDE}`, file(BYTES, '"v2"'));
    expect(await open({ from: 4, validator: '"v1"' })).to.include({ offset: 0, validator: '"v2"' });
    practice.server.on(`GET ${IDE}`, file(BYTES));
    expect(await open({ from: 10, validator: '"v1"' })).to.include({ offset: 0, totalSize: 10 });
  });

  it('start anew where the server sends another part, or another version of it', async () => {
    for (const headers of [
      { 'Content-Range': 'bytes 0-9/10', ETag: '"v1"' },
      { 'Content-Range': 'bytes 4-9/10', ETag: '"v2"' },
    ]) {
      practice.server.on(`GET ${IDE}`, (request, response) => {
        if (request.headers.range === undefined) return file(BYTES)(request, response, undefined as never);
        response.writeHead(206, headers);
        response.end('wrong');
      });
      expect(await read(await open({ from: 4, validator: '"v1"' }))).to.equal('0123456789');
    }
  });

  it('cannot be gone on with by a weak validator', async () => {
    practice.server.on(`GET ${IDE}`, (_, response) => void response.writeHead(200, { ETag: 'W/"v1"' }).end('x'));
    expect(((await open()) as ByteStream).validator).to.equal(undefined);
  });

  it('whose bytes are encoded are refused', async () => {
    practice.server.on(
      `GET ${IDE}`,
      (_, response) => void response.writeHead(200, { 'Content-Encoding': 'gzip' }).end('x'),
    );
    expect((await failure(open())).code).to.equal('CLOUD_ANSWER_UNREADABLE');
  });

  it('follow a redirect to a storage host without the token', async () => {
    practice.server.on(
      `GET ${IDE}`,
      (_, response) => void response.writeHead(302, { Location: `${storage.url}/f?sig=s1` }).end(),
    );
    storage.on('GET /f', file(BYTES));
    const stream = (await open({ from: 4, validator: '"v1"' })) as ByteStream;
    expect(stream.offset).to.equal(4);
    await read(stream);
    expect(practice.server.seen[0]?.headers.authorization).to.equal('Bearer access-1');
    expect(storage.seen[0]?.headers.authorization).to.equal(undefined);
    expect(storage.seen[0]?.query.get('sig')).to.equal('s1');
  });

  it('keep the token on the same origin, and never take it up again after they left it', async () => {
    practice.server.on(`GET ${IDE}`, (_, response) => void response.writeHead(307, { Location: '/same' }).end());
    practice.server.on(
      'GET /same',
      (_, response) => void response.writeHead(302, { Location: `${storage.url}/back` }).end(),
    );
    storage.on(
      'GET /back',
      (_, response) => void response.writeHead(302, { Location: `${practice.server.url}/home` }).end(),
    );
    practice.server.on('GET /home', file(BYTES));
    await read(await open());
    const tokens = [...practice.server.seen, ...storage.seen].map(({ path, headers }) => [
      path,
      headers.authorization !== undefined,
    ]);
    expect(tokens).to.eql([
      [IDE, true],
      ['/same', true],
      ['/home', false],
      ['/back', false],
    ]);
  });

  it('go on being without the token where the storage host redirects to itself', async () => {
    const elsewhere = storage.url.replace('127.0.0.1', 'localhost');
    practice.server.on(
      `GET ${IDE}`,
      (_, response) => void response.writeHead(302, { Location: `${elsewhere}/a` }).end(),
    );
    storage.on('GET /a', (_, response) => void response.writeHead(302, { Location: '/b' }).end());
    storage.on('GET /b', file(BYTES));
    expect(await read(await open())).to.equal('0123456789');
    expect(storage.seen.map(({ headers }) => headers.authorization)).to.eql([undefined, undefined]);
  });

  it('do not follow a redirect to a host that is neither public nor allowed', async () => {
    for (const location of ['https://192.168.1.1/f', 'http://storage.example/f', 'ftp://storage.example/f']) {
      practice.server.on(`GET ${IDE}`, (_, response) => void response.writeHead(302, { Location: location }).end());
      expect((await failure(open())).code).to.equal('CLOUD_ADDRESS_REFUSED');
    }
  });

  it('do not go round for ever', async () => {
    practice.server.on(`GET ${IDE}`, (_, response) => void response.writeHead(302, { Location: IDE }).end());
    expect((await failure(open())).code).to.equal('CLOUD_ANSWER_UNREADABLE');
    expect(practice.server.seen).to.have.length(6);
  });

  it('ask the API once more for a link that has expired', async () => {
    let links = 0;
    practice.server.on(
      `GET ${IDE}`,
      (_, response) => void response.writeHead(302, { Location: `${storage.url}/f${(links += 1)}` }).end(),
    );
    storage.json('GET /f1', {}, 403);
    storage.on('GET /f2', file(BYTES));
    expect(await read(await open())).to.equal('0123456789');
    storage.json('GET /f3', {}, 401).json('GET /f4', {}, 401);
    expect((await failure(open())).code).to.equal('CLOUD_REFUSED');
    expect(practice.pairings.records.get(CLINIC)?.status).to.equal('paired');
    expect(practice.refreshes).to.equal(0);
  });

  it('never show the token to a link that is not allowed', async () => {
    const error = await failure(open(undefined, { export: 'https://stranger.example/IDE?sig=secret' }));
    expect(error.code).to.equal('CLOUD_ADDRESS_REFUSED');
    expect(everythingSaid(error)).not.to.include('secret');
  });

  it('are refreshed and repeated on a 401', async () => {
    practice.goodToken = 'other';
    practice.server.on(`GET ${IDE}`, (request, response, raw) => {
      if (request.headers.authorization === `Bearer ${practice.goodToken}`) return file(BYTES)(request, response, raw);
      response.writeHead(401).end();
    });
    expect(await read(await open())).to.equal('0123456789');
    expect(practice.refreshes).to.equal(1);
  });

  it('end when the line falls silent', async () => {
    practice.server.on(`GET ${IDE}`, (_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('0123');
    });
    const stream = (await practice
      .service({ idleTimeout: 100 })
      .openAsset(orderWith(), 'export', undefined, NEVER)) as ByteStream;
    const error = await buffer(stream.body).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Error).with.property('code', 'ETIMEDOUT');
  });

  it('end at once when they are stopped', async () => {
    practice.server.on(`GET ${IDE}`, (_, response) => {
      response.writeHead(200, { 'Content-Length': 10 });
      response.write('0123');
    });
    const stop = new AbortController();
    const stream = (await practice.service().openAsset(orderWith(), 'export', undefined, stop.signal)) as ByteStream;
    const reading = buffer(stream.body).catch((thrown: unknown) => thrown);
    stop.abort();
    const error = await reading;
    expect(error).to.be.instanceOf(Error);
    expect(everythingSaid(error)).not.to.include('access-1');
  });
});

describe('iTero calls for data', () => {
  it('follow no redirect to another origin', async () => {
    const practice = await SamplePractice.start();
    const stranger = await ScriptedServer.start();
    practice.server.on(
      `GET ${API}/practice-configuration`,
      (_, response) => void response.writeHead(302, { Location: `${stranger.url}/x` }).end(),
    );
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('CLOUD_ADDRESS_REFUSED');
    expect(stranger.seen).to.have.length(0);
    await practice.server.close();
    await stranger.close();
  });

  it('are sent again on a kept connection that was closed meanwhile', async () => {
    const practice = await SamplePractice.start();
    let calls = 0;
    practice.server.on(`GET ${API}/practice-configuration`, (_, response, raw) => {
      calls += 1;
      if (calls === 2) raw.socket.destroy();
      else response.end(JSON.stringify(practice.practiceAnswer()));
    });
    const service = practice.service();
    await service.practice(NEVER);
    await service.practice(NEVER);
    expect(calls).to.equal(3);
    await practice.server.close();
  });

  it('know the answer of another account from that of the paired one', async () => {
    const practice = await SamplePractice.start();
    practice.guarded(`GET ${API}/practice-configuration`, practice.practiceAnswer(1));
    expect((await failure(practice.service().practice(NEVER))).code).to.equal('COMPANY_MISMATCH');
    await practice.server.close();
  });
});
