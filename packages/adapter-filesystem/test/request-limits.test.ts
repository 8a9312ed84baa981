import { expect } from 'chai';
import { truncate } from 'node:fs/promises';
import { House, request } from './support/house.js';

interface Refusal {
  readonly code: string;
  readonly expected: string;
}

/** What is said of a file that was refused; it and the reason stand in `.failed`. */
async function refusals(house: House, name: string): Promise<readonly Refusal[]> {
  expect(await house.readSettled()).to.deep.equal([]);
  expect(await house.names('inbox/.failed')).to.deep.equal([name, `${name}.error.json`]);
  return (await house.json(`inbox/.failed/${name}.error.json`))['problems'] as Refusal[];
}

describe('the limits of request files', () => {
  it('refuse a file of 100 MB without reading it', async () => {
    const house = await House.open();
    try {
      await house.drop('big.json', request('A-1'));
      await truncate(house.path('inbox/big.json'), 100 * 1024 * 1024);
      const [refusal] = await refusals(house, 'big.json');
      expect(refusal?.expected).to.equal('at most 20MB (limits.file), or several files');
    } finally {
      await house.close();
    }
  });

  for (const [what, name, content, expected] of [
    ['rows', 'a.csv', `chartNumber,firstName,lastName\n${'1,Jane,Doe\n'.repeat(4)}`, 'at most 3 (limits.rows)'],
    ['items', 'a.json', `[${Array.from({ length: 4 }, () => '{}').join()}]`, 'at most 3 (limits.rows)'],
    ['columns', 'a.csv', `chartNumber,firstName,lastName${',x'.repeat(18)}\n`, 'at most 20 (limits.columns)'],
    [
      'keys',
      'a.json',
      `{${Array.from({ length: 21 }, (_, key) => `"k${key}":1`).join()}}`,
      'at most 20 (limits.columns)',
    ],
    ['delimiters', 'a.csv', `chartNumber\n${','.repeat(11_000)}\n`, 'at most 20 (limits.columns)'],
    ['parts', 'a.json', `[{"x":[${'[],'.repeat(70)}[]]}]`, 'at most 3 requests (limits.rows)'],
    ['levels', 'a.json', '[{"patient":{"chartNumber":[[1]]}}]', 'at most 4 levels (limits.depth)'],
  ] as const) {
    it(`refuse a file with too many ${what} at once, keep it, and are named`, async () => {
      const small = await House.open({ limits: { rows: 3, columns: 20, depth: 4 } });
      try {
        await small.drop(name, content);
        const problems = await refusals(small, name);
        expect(problems).to.have.length(1);
        expect(problems[0]).to.have.property('code', 'REQUEST_FILE_UNREADABLE');
        expect(problems[0]?.expected).to.contain(expected);
      } finally {
        await small.close();
      }
    });
  }

  for (const [name, start] of [
    ['a.gdt', '01380006302\r\n'],
    ['a.hl7', 'MSH|^~\\&|a|b|c|d|20260101||ORM^O01|1|P|2.3\r'],
  ] as const) {
    it(`refuse records and messages without end: ${name}`, async () => {
      const house = await House.open();
      try {
        await house.drop(name, start + '0138000\r\n'.repeat(240_000));
        expect((await refusals(house, name))[0]?.expected).to.contain('at most 2 MB');
      } finally {
        await house.close();
      }
    });
  }

  it('let a file pass that is exactly at them', async () => {
    const small = await House.open({ limits: { rows: 3, columns: 5, depth: 3, file: '1KB' } });
    try {
      await small.drop(
        'a.csv',
        `requestId,chartNumber,firstName,lastName,x\n${['A', 'B', 'C'].map((id) => `${id},1,Jane,Doe,`).join('\n')}\n`,
      );
      const person = { chartNumber: '1', firstName: 'Jane', lastName: 'Doe' };
      await small.drop('b.json', [{ requestId: 'D', patient: person }]);
      expect(await small.readSettled()).to.have.length(4);
    } finally {
      await small.close();
    }
  });
});
