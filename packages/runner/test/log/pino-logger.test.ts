import type { LogFields } from '@chairside/core';
import { expect } from 'chai';
import { PinoLogger } from '../../dist/log/pino-logger.js';
import { SystemClock } from '../../dist/log/system-clock.js';

class Output {
  readonly isTTY: boolean;
  text = '';
  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }
  write(text: string): void {
    this.text += text;
  }
  get lines(): Record<string, unknown>[] {
    return this.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

describe('the log', () => {
  it('writes a JSON line with the allowed fields, its own and those of its parents', () => {
    const output = new Output();
    PinoLogger.make({ output })
      .with({ clinic: 'main-street' })
      .warn('A download was cut.', { orderId: '77', bytes: 12 });
    const [line] = output.lines;
    const { time, ...rest } = line!;
    expect(rest).to.deep.equal({
      level: 'warn',
      clinic: 'main-street',
      orderId: '77',
      bytes: 12,
      msg: 'A download was cut.',
    });
    expect(new Date(String(time)).toISOString()).to.equal(time);
  });

  it('lets nothing else through, whoever hands it over', () => {
    const output = new Output();
    const logger = PinoLogger.make({ output });
    const careless = {
      patient: 'Canary Sample',
      err: new Error('Canary Sample'),
      rxKey: { name: 'Canary Sample' },
      cause: new Error('Canary Sample'),
      state: 'x'.repeat(1_000),
      count: Number.NaN,
      toString: 'Canary Sample',
    } as unknown as LogFields;
    logger.error('It failed.', careless);
    logger.with(careless).error('It failed.');
    expect(output.text).not.to.include('Canary');
    for (const line of output.lines) {
      expect(line).to.have.all.keys('level', 'time', 'msg', 'state');
      expect(line['state']).to.have.length(120);
    }
  });

  it('keeps a value from forging a line', () => {
    const output = new Output(true);
    PinoLogger.make({ output }).info('Listening.', { host: 'a\n12:00:00 error Forged\u001B[2J' });
    expect(output.text.trim().split('\n')).to.have.length(1);
    expect(output.text).not.to.include('\u001B[2J');
  });

  it('writes no sentence and no full name where an id belongs', () => {
    const output = new Output();
    PinoLogger.make({ output }).warn('It failed.', { code: 'RX_REFUSED', cause: 'Canary Sample', state: 'a b' });
    expect(output.lines[0]).to.include({ code: 'RX_REFUSED', cause: '?', state: '?' });
  });

  it('is plain text on a terminal unless JSON is asked for', () => {
    const terminal = new Output(true);
    PinoLogger.make({ output: terminal }).info('Listening.', { port: 8478 });
    expect(terminal.text).to.match(/^\d\d:\d\d:\d\d info {2}Listening\. port=8478\n$/);
    const json = new Output(true);
    PinoLogger.make({ output: json, json: true }).info('Listening.');
    expect(json.lines[0]).to.include({ msg: 'Listening.' });
  });

  it('writes from the level on that is asked for', () => {
    for (const [level, expected] of [
      ['error', 1],
      ['debug', 4],
      ['nonsense', 3],
      ['silent', 0],
    ] as const) {
      const output = new Output();
      const logger = PinoLogger.make({ level, output });
      for (const write of ['debug', 'info', 'warn', 'error'] as const) logger[write]('x');
      expect(
        output.text.split('\n').filter((line) => line !== ''),
        level,
      ).to.have.length(expected);
    }
  });
});

describe('the computer’s clock', () => {
  const clock = new SystemClock();

  it('tells the time and waits', async () => {
    const before = Date.now();
    await clock.sleep(5);
    expect(clock.now()).to.be.at.least(before);
  });

  it('ends a wait at once when told to, before it or in it, however long it is', async () => {
    const stop = new AbortController();
    const waiting = clock.sleep(2 ** 40, stop.signal);
    stop.abort();
    await waiting;
    await clock.sleep(2 ** 40, stop.signal);
  });
});
