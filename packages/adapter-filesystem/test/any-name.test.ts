import { PatientRef, OrderId, type Patient, type StagedFile } from '@chairside/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { planCaptures, planRevision } from '../dist/chart/delivery-plan.js';
import { Layout, layoutProblem } from '../dist/chart/layout.js';
import { safeName } from '../dist/files/safe-name.js';
import { House, order, signal } from './support/house.js';
import { runs } from './support/runs.js';

const text = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    ' ',
    '...',
    '/',
    '\\',
    '../../x',
    'C:\\x',
    'CON',
    'con .txt',
    'Nul',
    'com¹',
    'LPT9.x.y',
    'a.',
    'a ',
    'a',
    'A',
    'ß',
    'SS',
    'ﬁ',
    'fi',
    '\u00e9',
    'e\u0301',
    'a\u200db',
    'ab',
    '\u202egnp',
    '=1+1',
    '~',
    '.chairside',
    'scan.json',
    'SCAN.JSON',
    'gallery',
    'x'.repeat(400),
    '\ud800',
    '\0',
    '<>:"|?*',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);
const name = fc.oneof(
  text,
  fc.tuple(text, text).map((parts) => parts.join('/')),
  fc.tuple(text, text, text).map((parts) => parts.join('/')),
);

/** The rules of Windows for one name, written anew from its documentation. */
function expectLegal(segment: string): void {
  expect(segment, 'empty').not.to.equal('');
  expect(segment, 'characters').not.to.match(/[<>:"/\\|?*\u0000-\u001f]/); // oxlint-disable-line no-control-regex
  expect(segment, 'its end').not.to.match(/[. ]$/);
  const device = segment.split('.')[0]?.trimEnd().toUpperCase() ?? '';
  expect(device, 'a device').not.to.match(/^(?:CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(?:COM|LPT)[0-9¹²³])$/);
  expect(Buffer.byteLength(segment), 'its length').to.be.lessThan(256);
  expect(segment, 'half a character').not.to.match(/\p{Surrogate}/u);
}

/** What any file system may take for one name. */
function sameness(path: string): readonly string[] {
  return [
    path.normalize('NFD').toLowerCase(),
    path.normalize('NFKC').toUpperCase(),
    path.normalize('NFC').toLowerCase(),
  ];
}

function expectDistinct(paths: readonly string[]): void {
  for (const which of [0, 1, 2])
    expect(new Set(paths.map((path) => sameness(path)[which])).size).to.equal(paths.length);
}

const staged = (from: StagedFile['from']) =>
  fc.record({ name, content: fc.nat() }).map((made): StagedFile => ({
    name: made.name,
    path: '/x',
    size: 1,
    sha256: String(made.content),
    media: 'other',
    from,
  }));

const layout = fc
  .array(
    fc
      .array(
        fc.constantFrom(
          '{chartNumber}',
          '{lastName}',
          '{firstName}',
          '{dateOfBirth}',
          '{scanDate}',
          '{orderId}',
          '{orderCode}',
          '{doctor}',
          '{procedure}',
          '_',
          ' ',
          '.',
          'con',
          'x',
        ),
        { minLength: 1, maxLength: 4 },
      )
      .map((parts) => parts.join('')),
    { minLength: 1, maxLength: 3 },
  )
  .map((segments) => segments.join('/'))
  .filter((made) => layoutProblem(made) === undefined);

const someone = fc
  .record({
    chartNumber: text.filter((chart) => chart.trim() !== ''),
    firstName: text,
    lastName: text,
    dateOfBirth: fc.option(text, { nil: undefined }),
  })
  .map((made): Patient => ({ ref: PatientRef(made.chartNumber), ...made }));
const someOrder = fc
  .record({ id: text, scannedAt: text, orderCode: text, doctorName: text, procedure: text })
  .map(({ id, ...more }) => ({ ...order('1'), ...more, orderId: OrderId(id === '' ? '1' : id) }));

/** What stands anywhere below a folder. */
async function everything(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).map((path) => path.split(sep).join('/'));
}

describe('any name whatever', () => {
  it('becomes one that is legal on Windows, and stays as it is from then on', () => {
    fc.assert(
      fc.property(name, (one) => {
        expectLegal(safeName(one));
        expect(safeName(safeName(one))).to.equal(safeName(one));
      }),
      runs(3_000),
    );
  });

  it('gives each file of a scan a place of its own, on every file system', () => {
    const files = fc.array(fc.oneof(staged('export'), staged('gallery')), { maxLength: 8 });
    fc.assert(
      fc.property(files, (made) => {
        for (const plan of [planRevision(made), planCaptures(made)]) {
          for (const { path } of plan) path.split('/').forEach(expectLegal);
          const paths = plan.map(({ path }) => path);
          const folders = paths.flatMap((path) =>
            path
              .split('/')
              .slice(0, -1)
              .map((_, at, parts) => parts.slice(0, at + 1).join('/')),
          );
          expectDistinct([...new Set([...paths, ...folders])]);
          expect(paths.filter((path) => folders.includes(path))).to.deep.equal([]);
        }
      }),
      runs(1_500),
    );
  });

  it('of a patient and an order makes folders that are legal and below charts', () => {
    fc.assert(
      fc.property(layout, someone, someOrder, fc.boolean(), (made, patient, scanned, alike) => {
        const folders = new Layout(made);
        const path = [folders.patientFolder(patient, scanned, alike), folders.orderFolder(patient, scanned, alike)];
        const segments = path
          .filter((part) => part !== '')
          .join('/')
          .split('/');
        for (const segment of segments) {
          expectLegal(segment);
          expect(segment.startsWith('.'), 'hidden').to.equal(false);
        }
      }),
      runs(1_500),
    );
  });

  it('is filed below charts for real, and two patients never share a folder', async () => {
    const files = fc.uniqueArray(name, { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(layout, someone, someone, files, async (made, one, other, names) => {
        fc.pre(one.chartNumber !== other.chartNumber);
        const house = await House.open({ layout: made });
        try {
          const folders: string[] = [];
          for (const [at, patient] of [one, other].entries()) {
            const staging = await Promise.all(names.map((each, index) => house.staged(each, `content ${index}`)));
            const scanned = order(`30800000${at}`);
            const receipt = await house.ports.sink?.deliver(
              await house.delivery({ patient, order: scanned, files: staging }),
              signal,
            );
            for (const { path } of receipt?.files ?? []) path.split('/').forEach(expectLegal);
            folders.push((receipt?.files[0]?.path ?? '').split(/\/r1\//)[0] ?? '');
            expect(receipt?.files).to.have.length.greaterThan(0);
          }
          expectDistinct(folders);
          const top = (await readdir(house.dir)).filter((each) => each !== 'staging').toSorted();
          expect(top).to.deep.equal(['charts', 'inbox', 'outbox']);
          const charts = await everything(join(house.dir, 'charts'));
          expectDistinct(charts);
        } finally {
          await house.close();
        }
      }),
      runs(40),
    );
  }).timeout(120_000);

  it('of an RX or an order ends as a result file in the outbox', async () => {
    const house = await House.open();
    const ids = new Set<string>();
    try {
      await fc.assert(
        fc.asyncProperty(
          text.filter((one) => one !== ''),
          async (id) => {
            const scan = {
              kind: 'scan',
              at: 1,
              state: 'filed',
              revision: 1,
              order: { ...order('1'), orderId: OrderId(id) },
              files: [],
            };
            await house.ports.status?.tell(scan as never, signal);
            ids.add(id);
          },
        ),
        runs(150),
      );
      const written = await everything(house.path('outbox/scans'));
      written.forEach(expectLegal);
      const told = await Promise.all(
        written.map(async (file) => (await house.json(`outbox/scans/${file}`))['orderId']),
      );
      // Half a character cannot be written; each other id has the one file that names it.
      expect(new Set(told).size).to.equal(written.length);
      expect([...ids].filter((id) => !/\p{Surrogate}/u.test(id) && !told.includes(id))).to.deep.equal([]);
      expect((await readdir(house.dir)).toSorted()).to.deep.equal(['charts', 'inbox', 'outbox']);
      expect((await readdir(house.path('outbox'))).filter((each) => !each.startsWith('.'))).to.deep.equal(['scans']);
    } finally {
      await house.close();
    }
  }).timeout(60_000);
});
