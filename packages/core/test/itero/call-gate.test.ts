import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect } from 'chai';
import { ChairsideError } from '../../dist/index.js';
import { CallGate } from '../../dist/itero/call-gate.js';
import type { HttpAnswer, HttpRequest } from '../../dist/itero/http-calls.js';
import { retryAfter } from '../../dist/itero/retry-after.js';
import { FakeClock } from './support/fake-clock.js';
import { failure, NEVER } from './support/failure.js';

const URL_OF_CALLS = new URL('https://api.example/');
const CALL: HttpRequest = { method: 'GET', endpoint: '/practice-configuration', url: URL_OF_CALLS, headers: {} };
const DOWNLOAD: HttpRequest = { ...CALL, download: true };

const failureCode = (thrown: unknown): unknown => ChairsideError.is(thrown) && thrown.code;

/** Sends nothing: a test answers what waits here. */
class HeldCalls {
  readonly waiting: ((status?: number, headers?: Record<string, string>, stranger?: boolean) => PassThrough)[] = [];
  most = 0;

  send(): Promise<HttpAnswer> {
    return new Promise((resolve) => {
      this.waiting.push((status = 200, headers = {}, stranger = false) => {
        const body = new PassThrough();
        resolve({ status, headers, body, url: URL_OF_CALLS, stranger });
        return body;
      });
      this.most = Math.max(this.most, this.waiting.length);
    });
  }

  answer(...args: [status?: number, headers?: Record<string, string>, stranger?: boolean]): PassThrough {
    const next = this.waiting.shift();
    if (next === undefined) throw new Error('nothing waits');
    return next(...args);
  }
}

describe('limits of an account', () => {
  let calls: HeldCalls;
  let clock: FakeClock;
  let gate: CallGate;

  beforeEach(() => {
    calls = new HeldCalls();
    clock = new FakeClock();
    gate = new CallGate(calls, clock);
  });

  it('hold nothing up for longer because the clock is set back', async () => {
    const busy = gate.send(CALL, NEVER);
    await turn();
    calls.answer(429, { 'retry-after': '600' }).resume().end();
    await busy;
    expect(await gate.send(CALL, NEVER).then(() => 'sent', failureCode)).to.equal('CLOUD_BUSY');
    clock.move(-24 * 3_600_000);
    const next = gate.send(CALL, NEVER);
    await turn();
    calls.answer().resume().end();
    expect((await next).status).to.equal(200);
  });

  it('let two calls at once through, the next when an answer was read', async () => {
    const all = [1, 2, 3].map(() => gate.send(CALL, NEVER));
    await turn();
    expect(calls.waiting).to.have.length(2);
    const body = calls.answer();
    await all[0];
    await turn();
    expect(calls.waiting).to.have.length(1);
    body.resume().end();
    await turn();
    await turn();
    expect(calls.waiting).to.have.length(2);
    expect(calls.most).to.equal(2);
  });

  it('give the place of a call that failed to the next', async () => {
    const failing = new CallGate({ send: () => Promise.reject(new Error('broken')) }, clock);
    for (let call = 0; call < 5; call += 1) {
      const error = await failing.send(DOWNLOAD, NEVER).catch((thrown: unknown) => thrown);
      expect(error).to.have.property('message', 'broken');
    }
  });

  it('let calls through while two downloads bring their bytes, but no third download', async () => {
    const downloads = [1, 2, 3].map(() => gate.send(DOWNLOAD, NEVER));
    await turn();
    const first = calls.answer();
    calls.answer();
    await Promise.all(downloads.slice(0, 2));
    await turn();
    expect(calls.waiting).to.have.length(0);
    void gate.send(CALL, NEVER);
    await turn();
    expect(calls.waiting).to.have.length(1);
    first.destroy();
    await turn();
    await turn();
    expect(calls.waiting).to.have.length(2);
  });

  it('wait out a short Retry-After, for every call of the account', async () => {
    void gate.send(CALL, NEVER);
    await turn();
    calls.answer(429, { 'retry-after': '7' }).resume().end();
    await turn();
    void gate.send(CALL, NEVER);
    await turn();
    expect(clock.sleeps).to.eql([7_000]);
    expect(calls.waiting).to.have.length(1);
  });

  it('call nobody while a long Retry-After lasts', async () => {
    void gate.send(CALL, NEVER);
    await turn();
    calls
      .answer(503, { 'retry-after': new Date(clock.now() + 90_000).toUTCString() })
      .resume()
      .end();
    await turn();
    const error = await failure(gate.send(DOWNLOAD, NEVER));
    expect(error).to.include({ code: 'CLOUD_BUSY', retryAfter: 90_000 });
    expect(calls.waiting).to.have.length(0);
    clock.move(90_000);
    void gate.send(CALL, NEVER);
    await turn();
    expect(calls.waiting).to.have.length(1);
  });

  it('do not hear a storage host', async () => {
    void gate.send(DOWNLOAD, NEVER);
    await turn();
    calls.answer(503, { 'retry-after': '90' }, true).resume().end();
    await turn();
    void gate.send(CALL, NEVER);
    await turn();
    expect(calls.waiting).to.have.length(1);
  });

  it('let a call that waits be stopped, and lose no place by it', async () => {
    void gate.send(CALL, NEVER);
    void gate.send(CALL, NEVER);
    const stop = new AbortController();
    const waiting = gate.send(CALL, stop.signal);
    await turn();
    stop.abort();
    expect((await failure(waiting)).code).to.equal('STOPPED');
    calls.answer().resume().end();
    await turn();
    await turn();
    void gate.send(CALL, NEVER);
    await turn();
    expect(calls.waiting).to.have.length(2);
  });
});

describe('Retry-After', () => {
  const now = Date.UTC(2026, 4, 20, 12);
  for (const [text, wait] of [
    ['120', 120_000],
    ['0', 0],
    ['Wed, 20 May 2026 12:00:30 GMT', 30_000],
    ['Wed, 20 May 2026 11:00:00 GMT', 0],
    ['999999999', 3_600_000],
    ['soon', undefined],
    ['', undefined],
  ] as const) {
    it(`${JSON.stringify(text)} is ${wait ?? 'nothing'}`, () => {
      expect(retryAfter({ 'retry-after': text }, now)).to.equal(wait);
    });
  }
});
