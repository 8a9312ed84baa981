import { expect } from 'chai';
import fc from 'fast-check';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builtInFormats } from '../dist/format/built-in-formats.js';
import { RequestFormats } from '../dist/format/request-formats.js';
import { FilesystemOptions } from '../dist/options.js';
import { readRequestFile, type RequestFileReading } from '../dist/request/request-file.js';
import { signal } from './support/house.js';
import { runs } from './support/runs.js';

const options = FilesystemOptions.parse({ inbox: 'a', charts: 'b' });
const rules = { formats: new RequestFormats(builtInFormats(options)), dateFormat: 'auto', limits: options.limits };
const FORMULAS = ["=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(A1)', '=HYPERLINK("http://x","y")'];

const key = fc.oneof(
  fc.constantFrom(
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'hasOwnProperty',
    'patient',
    'chartNumber',
    'firstName',
    'lastName',
    'action',
    'requestId',
    'notes',
    'doctorId',
    'dateOfBirth',
  ),
  fc.string(),
);
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, true, 0, -1, 1e300, 2 ** 60, 'create', 'cancel', '1980-02-03', ...FORMULAS),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((pairs) => new Pairs(pairs)),
  ),
}))['value'];

/** An object as JSON text may have it: with `__proto__` as a key like any other, and keys twice. */
class Pairs {
  readonly pairs: readonly (readonly [string, unknown])[];
  constructor(pairs: readonly (readonly [string, unknown])[]) {
    this.pairs = pairs;
  }
}

function json(one: unknown): string {
  if (one instanceof Pairs)
    return `{${one.pairs.map(([name, inner]) => `${JSON.stringify(name)}:${json(inner)}`).join()}}`;
  return Array.isArray(one) ? `[${one.map(json).join()}]` : JSON.stringify(one);
}

const cell = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '"', '""', 'x"y', '"a\nb"', ...FORMULAS),
);
const csv = fc
  .tuple(fc.constantFrom(',', ';', '\t', '|'), fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 8 }))
  .map(
    ([delimiter, rows]) =>
      `chartNumber${delimiter}firstName${delimiter}lastName\n${rows.map((row) => row.join(delimiter)).join('\n')}`,
  );
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw)),
  fc
    .tuple(
      fc.constantFrom('[', '{"patient":', 'MSH|^~\\&|', '01380006301\r\n', '\ufeff', 'chartNumber,firstName\n'),
      fc.uint8Array({ maxLength: 200 }),
    )
    .map(([start, raw]) => Buffer.concat([Buffer.from(start), Buffer.from(raw)])),
);

describe('any request file whatever', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-any-request-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function read(name: string, content: string | Buffer): Promise<RequestFileReading> {
    const path = join(folder, name);
    await writeFile(path, content);
    return readRequestFile(path, rules, Date.UTC(2026, 0, 1), signal);
  }

  /** Reads it, expects problems that are described, and nothing changed for anybody else. */
  async function isTamed(name: string, content: string | Buffer): Promise<void> {
    const before = Reflect.ownKeys(Object.prototype).length;
    const reading = await read(name, content);
    const problems = reading.kind === 'read' ? reading.problems : [reading.problem];
    for (const { code, message, expected } of problems) {
      expect(code).to.match(/^REQUEST_/);
      expect(message).to.be.a('string').that.is.not.equal('');
      expect(expected).to.be.a('string').that.is.not.equal('');
    }
    expect(Reflect.ownKeys(Object.prototype)).to.have.length(before);
  }

  for (const name of ['a.json', 'a.csv', 'a.gdt', 'a.hl7']) {
    it(`${name} of any bytes is read, or refused with a reason`, async () => {
      await fc.assert(
        fc.asyncProperty(bytes, (content) => isTamed(name, content)),
        runs(250),
      );
    });
  }

  it('of any JSON is read, or refused with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(value, (content) => isTamed('b.json', json(content))),
      runs(500),
    );
  });

  it('of any cells is read, or refused with a reason', async () => {
    await fc.assert(
      fc.asyncProperty(csv, (content) => isTamed('b.csv', content)),
      runs(500),
    );
  });

  it('brings every good row, whatever stands around it, and formulas as the text that they are', async () => {
    const good = fc.constantFrom(...FORMULAS, 'Doe', 'O’Neill').map((lastName) => ({ lastName }));
    const rows = fc.array(
      fc.oneof(
        good,
        value.filter((one) => one instanceof Pairs || typeof one !== 'object'),
      ),
      { maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (made) => {
        const names: string[] = [];
        const items = made.map((row) => {
          if (typeof row !== 'object' || row === null || !('lastName' in row)) return json(row);
          names.push(String(row.lastName));
          const patient = { chartNumber: '1', firstName: 'Jane', lastName: row.lastName };
          return JSON.stringify({ requestId: `GOOD-${names.length}`, patient });
        });
        const reading = await read('c.json', `[${items.join()}]`);
        if (reading.kind !== 'read') throw new Error(reading.problem.message);
        const came = reading.requests.flatMap((one) =>
          one.action === 'create' && one.key.startsWith('GOOD-') ? [one.patient.lastName] : [],
        );
        expect(came).to.deep.equal(names);
      }),
      runs(300),
    );
  });

  it('brings every good row of a CSV beside bad ones', async () => {
    const quoted = (one: string): string => `"${one.replaceAll('"', '""')}"`;
    const rows = fc.array(
      fc.oneof(
        fc.constantFrom(...FORMULAS).map((lastName) => ({ lastName })),
        fc.array(cell, { maxLength: 6 }),
      ),
      { maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(rows, async (made) => {
        const names: string[] = [];
        const lines = made.map((row) => {
          if (Array.isArray(row)) return row.map((one) => quoted(one.replaceAll('\0', ''))).join();
          names.push(row.lastName);
          return ['1', 'Jane', quoted(row.lastName), `GOOD-${names.length}`].join();
        });
        const reading = await read('c.csv', `chartNumber,firstName,lastName,requestId\n${lines.join('\n')}\n`);
        if (reading.kind !== 'read') throw new Error(reading.problem.message);
        const came = reading.requests.flatMap((one) =>
          one.action === 'create' && one.key.startsWith('GOOD-') ? [one.patient.lastName] : [],
        );
        expect(came).to.deep.equal(names);
      }),
      runs(300),
    );
  });
});
