import { ChairsideError, OrderId, PatientRef, type ScanDelivery } from '@chairside/core';
import { expect } from 'chai';
import fc from 'fast-check';
import { join, relative, sep } from 'node:path';
import { fileName } from '../../dist/files/file-name.js';
import { readImagePatient } from '../../dist/images/image-patient.js';
import { locatePatientFolder } from '../../dist/images/patient-folder.js';
import { runs } from '../support/runs.js';

const text = fc.oneof(
  fc.constantFrom(
    '..',
    '.',
    '',
    ' ',
    '../x',
    '..\\x',
    '/x',
    'C:\\x',
    'C:',
    'CON',
    'con .x',
    'COM',
    'LPT',
    'a.',
    'a',
    'DoeJane12',
    'a:b',
    'x\0y',
    'ß',
    'é',
    '~',
    'a/b',
  ),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** What Windows takes for this very name, as its documentation has it. */
function expectPlain(name: string): void {
  expect(name).not.to.equal('');
  expect(name).not.to.match(/[<>:"/\\|?*\u0000-\u001f]|[. ]$|^\./); // oxlint-disable-line no-control-regex
  expect(name.split('.')[0]?.trimEnd()).not.to.match(/^(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])$/i);
}

describe('any folder of a patient whatever', () => {
  const reader = (row: object): Parameters<typeof readImagePatient>[0] =>
    ({
      schema: { has: () => false },
      rows: async (statement: string) => {
        if (statement.includes('ImageFolder')) return [row];
        return statement.includes('document') ? [] : [{ PatNum: 1, PatStatus: 0 }];
      },
    }) as never;

  it('is one plain name below the image folder, or refused', async () => {
    const row = fc.record({ lastName: fc.option(text), firstName: fc.option(text), folder: fc.option(text) });
    const seen = { plain: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(row, async (made) => {
        try {
          const { folder } = await readImagePatient(reader(made), PatientRef('1'));
          expectPlain(folder ?? '');
          const located = await locatePatientFolder('/images', folder ?? '');
          const back = relative('/images', join('/images', located)).split(sep);
          expect(back).to.have.length(2);
          seen.plain += 1;
        } catch (error) {
          if (!ChairsideError.is(error)) throw error;
          expect(error.code).to.equal('CHART_FOLDER_REFUSED');
          seen.refused += 1;
        }
      }),
      runs(600),
    );
    expect(seen.plain).to.be.greaterThan(50);
    expect(seen.refused).to.be.greaterThan(50);
  });

  it('gets files whose names are plain, whatever the order says of itself', () => {
    const delivery = fc.record({ id: text, scannedAt: text, procedure: text, revision: fc.nat({ max: 99 }) });
    fc.assert(
      fc.property(delivery, fc.integer({ min: 90, max: 120 }), ({ id, revision, ...order }, longest) => {
        const made = { order: { ...order, orderId: OrderId(id) }, kind: 'scan', revision } as unknown as ScanDelivery;
        const name = fileName(made, { label: 'upper', ending: '.jpg' } as never, longest);
        expectPlain(name);
        expect(name.length).to.be.at.most(longest);
      }),
      runs(1_000),
    );
  });
});
