import { FakeClock } from '@chairside/adapter-testkit';
import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { inspect } from 'node:util';
import type { ApiAnswer, ApiCalls } from '../../dist/api/api-calls.js';
import { baseUrlProblem, isRemote } from '../../dist/api/api-options.js';
import { PacedCalls } from '../../dist/api/paced-calls.js';
import { errorOf } from '../support/error-of.js';
import { ApiHouse, LARGE, signal } from './support/api-house.js';
import { KEYS } from './support/fake-api.js';

const SAID = 'No. Patient Sample, Jane Doe';

/** All that printing an error could bring to light; the cause apart, since Node is not shown it. */
function withItsCause(error: Error | undefined): string {
  return inspect([error, error?.cause], { depth: 9, showHidden: true });
}

describe("calls of Open Dental's API", () => {
  let house: ApiHouse;
  beforeEach(async () => {
    house = await ApiHouse.open();
  });
  afterEach(() => house.close());

  for (const [answer, text, code, kind] of [
    [401, 'Invalid credentials', 'CHART_API_KEYS_REFUSED', 'transient'],
    [400, 'The eConnector is not running.', 'CHART_API_UNREACHABLE', 'transient'],
    [400, 'Request timed out.', 'CHART_API_UNREACHABLE', 'transient'],
    [400, 'Version 24.2.32 or higher is needed.', 'CHART_API_TOO_OLD', 'transient'],
    [410, 'Gone', 'CHART_API_TOO_OLD', 'transient'],
    [400, 'DocCategory is invalid.', 'CHART_API_REFUSED', 'permanent'],
    [404, '<html>Not Found</html>', 'CHART_API_UNREACHABLE', 'transient'],
    [302, '', 'CHART_API_REFUSED', 'permanent'],
    [429, '', 'CHART_API_BUSY', 'rate-limited'],
    [500, '', 'CHART_API_UNREACHABLE', 'transient'],
    [504, '', 'CHART_API_UNREACHABLE', 'transient'],
    ['cut', '', 'CHART_API_UNREACHABLE', 'transient'],
  ] as const) {
    it(`that are answered ${answer} ${text} end as ${code}, without a word of the answer`, async () => {
      house.api.faults.push({ of: 'GET documents', done: false, answer, text: `${text}${SAID}` });
      const error = await errorOf(house.filing().sink.deliver(await house.scan(), signal));
      expect(error).to.include({ code, class: kind });
      expect(withItsCause(error)).not.to.match(/Jane|Sample/);
      if (kind === 'permanent' && text !== '')
        expect(error?.screenText, 'the screen has it').to.include(`${text}${SAID}`);
    });
  }

  it('tell how long they are to wait', async () => {
    house.api.faults.push({ of: 'GET', done: false, answer: 429, headers: { 'retry-after': '30' } });
    const error = await errorOf(house.filing().sink.deliver(await house.scan(), signal));
    expect(error).to.include({ code: 'CHART_API_BUSY', retryAfter: 30_000 });
  });

  it('never show a key, a password or a file in their errors', async () => {
    const scan = await house.scan(LARGE);
    const failures = [
      house.filing({ keys: { customerKey: 'WRONG-CUSTOMER-KEY' } }).sink.deliver(scan, signal),
      house.filing({ sftp: true, sftpOptions: { password: 'wrong password' } }).sink.deliver(scan, signal),
    ];
    house.api.faults.push({ of: 'POST documents/Upload', done: false, answer: 'cut' });
    for (const failure of failures) {
      const shown = withItsCause(await errorOf(failure));
      expect(shown).to.match(/CHART_/);
      for (const secret of [KEYS.developerKey, KEYS.customerKey, 'WRONG', 'wrong password', 'rawBase64'])
        expect(shown).not.to.include(secret);
    }
  });

  it('take an answer in another form than is documented for none', async () => {
    for (const text of ['{', '{"Documents":[]}', '[{"DocNum":"?"}]']) {
      house.api.faults.push({ of: 'GET documents', done: false, answer: 200, text });
      const error = await errorOf(house.filing().sink.deliver(await house.scan(), signal));
      expect(error?.code).to.equal('CHART_API_UNREACHABLE');
    }
  });

  it('end when the service stops', async () => {
    const stop = new AbortController();
    const filing = house.filing().sink.deliver(await house.scan(), stop.signal);
    stop.abort();
    expect((await errorOf(filing))?.code).to.equal('STOPPED');
  });

  it('go out only encrypted, unless to this computer', () => {
    for (const baseUrl of [
      'https://api.opendental.com/api/v1',
      'http://localhost:30222/api/v1',
      'http://127.0.0.1:30223/api/v1',
      'http://[::1]:30223/api/v1',
    ])
      expect(baseUrlProblem(baseUrl)).to.equal(undefined, baseUrl);
    for (const baseUrl of [
      'http://api.opendental.com/api/v1',
      'http://server:30223/api/v1',
      'http://localhost.example/api/v1',
      'https://user:secret@api.opendental.com/api/v1',
    ])
      expect(baseUrlProblem(baseUrl)).to.match(/^expected/, baseUrl);
  });

  it("are held apart only where they go through Open Dental's servers", () => {
    expect(isRemote('https://api.opendental.com/api/v1')).to.equal(true);
    expect(isRemote('http://localhost:30222/api/v1')).to.equal(false);
  });
});

describe("calls that go through Open Dental's servers", () => {
  const clock = new FakeClock();
  const done: ApiAnswer = { kind: 'done', body: undefined };

  /** Calls that take `takes` milliseconds, and when each began. */
  function paced(takes = 0): {
    readonly calls: PacedCalls;
    readonly began: number[];
    busy: ChairsideError | undefined;
  } {
    const began: number[] = [];
    const start = clock.now();
    const setting = { began, busy: undefined as ChairsideError | undefined };
    const next: ApiCalls = {
      call: async () => {
        began.push(clock.now() - start);
        if (takes > 0) await clock.sleep(takes);
        const { busy } = setting;
        setting.busy = undefined;
        if (busy !== undefined) throw busy;
        return done;
      },
    };
    return Object.assign(setting, { calls: new PacedCalls(next, clock) });
  }

  it('begin a second apart, one after the other', async () => {
    const { calls, began } = paced();
    const all = Promise.all([1, 2, 3].map(() => calls.call({ method: 'GET', path: 'documents' }, signal)));
    await clock.advance(0);
    await clock.advance(5_000);
    await all;
    expect(began).to.deep.equal([0, 1_000, 2_000]);
  });

  it('begin when the one before has ended where it took longer than a second', async () => {
    const { calls, began } = paced(2_500);
    const all = Promise.all([1, 2].map(() => calls.call({ method: 'GET', path: 'documents' }, signal)));
    await clock.advance(0);
    await clock.advance(10_000);
    await all;
    expect(began).to.deep.equal([0, 2_500]);
  });

  it('wait for a short time out that they are told, and leave a long one to the caller', async () => {
    const setting = paced();
    const call = () => setting.calls.call({ method: 'GET', path: 'documents' }, signal);
    setting.busy = new ChairsideError('CHART_API_BUSY', { retryAfter: 4_000 });
    expect((await errorOf(call()))?.code).to.equal('CHART_API_BUSY');
    const second = call();
    await clock.advance(0);
    await clock.advance(4_000);
    await second;
    expect(setting.began).to.deep.equal([0, 4_000]);
    await clock.advance(1_000);
    setting.busy = new ChairsideError('CHART_API_BUSY', { retryAfter: 60_000 });
    await errorOf(call());
    expect(await errorOf(call())).to.include({ code: 'CHART_API_BUSY', retryAfter: 60_000 });
    expect(setting.began).to.have.length(3);
  });

  it('are not made any more when the service stops while they wait', async () => {
    const { calls, began } = paced();
    const stop = new AbortController();
    await calls.call({ method: 'GET', path: 'documents' }, signal);
    const waiting = calls.call({ method: 'GET', path: 'documents' }, stop.signal);
    stop.abort();
    expect((await errorOf(waiting))?.code).to.equal('STOPPED');
    expect(began).to.have.length(1);
  });
});
