import type { RxChange } from '@chairside/core';
import { expect } from 'chai';
import iconv from 'iconv-lite';
import { House } from './support/house.js';

const HEADER = 'requestId,chartNumber,firstName,lastName,dateOfBirth,notes';

interface Seen {
  readonly chartNumber: string;
  readonly lastName: string;
  readonly dateOfBirth: string | undefined;
  readonly gender: string | undefined;
  readonly notes: string | undefined;
}

describe('the forms of request files', () => {
  let house: House;
  const seen = (changes: readonly RxChange[]): readonly Seen[] =>
    changes.flatMap((change) => {
      if (change.change !== 'wanted' || change.rx.patientDetails === undefined) return [];
      const { chartNumber, lastName, dateOfBirth, gender } = change.rx.patientDetails;
      return [{ chartNumber, lastName, dateOfBirth, gender, notes: change.rx.notes }];
    });
  /** What a file of this content asks for, and what is wrong with it. */
  async function reading(
    content: string | Buffer,
    csv: object = {},
    name = 'a.csv',
  ): Promise<{ rows: readonly Seen[]; problems: readonly (readonly unknown[])[] }> {
    house = await House.open({ csv });
    try {
      await house.drop(name, content);
      const rows = seen(await house.readToEnd());
      const failed = (await house.names('inbox/.failed')).includes(`${name}.error.json`);
      const list = failed
        ? ((await house.json(`inbox/.failed/${name}.error.json`))['problems'] as {
            line: number;
            field: string;
            expected: string;
          }[])
        : [];
      return { rows, problems: list.map(({ line, field, expected }) => [line, field, expected]) };
    } finally {
      await house.close();
    }
  }
  const names = async (content: string | Buffer, csv: object = {}): Promise<readonly string[]> =>
    (await reading(content, csv)).rows.map(({ lastName }) => lastName);
  const dates = async (texts: readonly string[], csv: object = {}): Promise<readonly (string | undefined)[]> =>
    (
      await reading(`${HEADER}\n${texts.map((text, row) => `A-${row},${row + 1},Jane,Doe,${text},`).join('\n')}\n`, csv)
    ).rows.map(({ dateOfBirth }) => dateOfBirth);

  it('reads commas, semicolons, tabs and either line end', async () => {
    for (const delimiter of [',', ';', '\t']) {
      for (const end of ['\n', '\r\n', '\r']) {
        const text = ['chartNumber,firstName,lastName', '1,Jane,Doe', '2,Max,Roe', '']
          .join(end)
          .replaceAll(',', delimiter);
        expect(await names(text), JSON.stringify([delimiter, end])).to.deep.equal(['Doe', 'Roe']);
      }
    }
    expect(await names('chartNumber|firstName|lastName\n1|Jane|Doe, Jr; III\n', { delimiter: '|' })).to.deep.equal([
      'Doe, Jr; III',
    ]);
  });

  it('reads quotes, line ends within them, blank lines and text that looks like a formula', async () => {
    const text = `${HEADER}\r\n\r\nA-1,1,Jane,"Doe, ""Jr""",,"first\r\nsecond"\r\n,,,,,\r\nA-2,2,Max,=CMD(),,+1\r\nA-3,,Ann,Poe,,\r\n`;
    const { rows, problems } = await reading(text);
    expect(rows.map(({ lastName, notes }) => [lastName, notes])).to.deep.equal([
      ['Doe, "Jr"', 'first\nsecond'],
      ['=CMD()', '+1'],
    ]);
    expect(problems.map(([line]) => line)).to.deep.equal([7]);
  });

  it('reads UTF-8, UTF-16 and Windows-1252, with and without a byte order mark', async () => {
    const text = 'chartNumber;firstName;lastName\r\n1;Zoë;Müller-Łuk\r\n';
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
      for (const addBOM of [true, false]) {
        expect(await names(iconv.encode(text, encoding, { addBOM })), `${encoding} ${addBOM}`).to.deep.equal([
          'Müller-Łuk',
        ]);
      }
    }
    expect(await names(iconv.encode('chartNumber;firstName;lastName\n1;Zoë;Müller\n', 'windows-1252'))).to.deep.equal([
      'Müller',
    ]);
    expect(await names(iconv.encode(text, 'windows-1250'), { encoding: 'windows-1250' })).to.deep.equal([
      'Müller-Łuk'.replace('Ł', 'Ł'),
    ]);
    const json = iconv.encode(
      JSON.stringify({ patient: { chartNumber: '1', firstName: 'Zoë', lastName: 'Müller' } }),
      'utf-16le',
      { addBOM: true },
    );
    expect((await reading(json, {}, 'a.json')).rows[0]?.lastName).to.equal('Müller');
  });

  it("reads the practice's own columns, whatever their case, and leaves the others aside", async () => {
    const csv = {
      columns: { chartNumber: 'PatNr', 'patient.lastName': 'Name', firstName: 'Vorname', dateOfBirth: 'Geburt' },
    };
    const text = 'Straße; patnr ;NAME;VORNAME;geburt\nWeg 1;77;Doe;Jane;03.02.1980\n';
    expect((await reading(text, csv)).rows[0]).to.deep.include({
      chartNumber: '77',
      lastName: 'Doe',
      dateOfBirth: '1980-02-03',
    });
    expect(await names('chartNumber,PatNr,firstName,Name\n1,2,Jane,Doe\n', csv)).to.deep.equal(['Doe']);
    expect((await reading('chartNumber,chartNumber,firstName,lastName\n1,2,Jane,Doe\n')).problems[0]?.[0]).to.equal(1);
    expect((await reading('patient.chartNumber,patient.firstName,patient.lastName\n1,Jane,Doe\n')).rows).to.have.length(
      1,
    );
  });

  it('reads dates as practices write them', async () => {
    expect(
      await dates(['1980-02-03', '1980-2-3', '03.02.1980', '3.2.1980', '19800203', '1980-02-03T00:00:00', '']),
    ).to.deep.equal([...Array.from({ length: 6 }, () => '1980-02-03'), undefined]);
    expect(await dates(['03/04/1980', '25/12/1980'])).to.deep.equal(['1980-04-03', '1980-12-25']);
    expect(await dates(['03/04/1980', '12/25/1980'])).to.deep.equal(['1980-03-04', '1980-12-25']);
    expect(await dates(['05/05/1980'])).to.deep.equal(['1980-05-05']);
    expect(await dates(['03/04/1980'], { dateFormat: 'MM/DD/YYYY' })).to.deep.equal(['1980-03-04']);
    expect(await dates(['1980/04/03', '1980-04-03'], { dateFormat: 'YYYY/MM/DD' })).to.deep.equal([
      '1980-04-03',
      '1980-04-03',
    ]);
  });

  it('refuses dates that are none or could be two, and names csv.dateFormat', async () => {
    const { problems } = await reading(
      `${HEADER}\nA-1,1,Jane,Doe,03/04/1980,\nA-2,2,Jane,Doe,30.02.1980,\nA-3,3,Jane,Doe,2999-01-01,\nA-4,4,Jane,Doe,03.04.80,\n`,
    );
    expect(problems.map(([line, field]) => [line, field])).to.deep.equal(
      [2, 3, 4, 5].map((line) => [line, 'patient.dateOfBirth']),
    );
    expect(problems[0]?.[2]).to.contain('csv.dateFormat');
  });

  it('refuses rows whose columns do not fit the header, and files with stray quotation marks', async () => {
    const { rows, problems } = await reading(`${HEADER}\nA-1,1,Jane,Doe\nA-2,2,Max,Roe,,,,\nA-3,3,Ann,Poe,,,extra\n`);
    expect(rows.map(({ lastName }) => lastName)).to.deep.equal(['Roe']);
    expect(problems.map(([line, field]) => [line, field])).to.deep.equal([
      [2, null],
      [4, null],
    ]);
    expect((await reading(`${HEADER}\nA-1,1,Ja"ne,Doe,,\n`)).problems).to.deep.include([
      2,
      null,
      'a quotation mark around a whole cell, doubled inside it',
    ]);
    expect((await reading('what,ever\n1,2\n')).problems[0]?.[0]).to.equal(1);
    expect((await reading(`${HEADER}\n"A-1,1,Jane,Doe,,\n`)).problems).to.have.length(1);
    expect((await reading(`${HEADER}\nA-1,1,Jane,Doe,,\n\0\0\0\0`)).rows).to.deep.equal([]);
  });

  it('reads the genders it knows, and leaves the others absent', async () => {
    const words = ['Male', 'f', 'W', 'männlich', 'FEMALE', 'diverse', 'unknown', ''];
    const text = `chartNumber,firstName,lastName,gender\n${words.map((word, row) => `${row + 1},Jane,Doe,${word}`).join('\n')}\n`;
    const { rows } = await reading(text);
    expect(rows.map(({ gender }) => gender)).to.deep.equal([
      'Male',
      'Female',
      'Female',
      'Male',
      'Female',
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('takes no harm from hostile JSON', async () => {
    const own =
      '{"__proto__": {"action": "cancel"}, "constructor": 1, "patient": {"__proto__": {"chartNumber": "9"}, "chartNumber": 1001, "firstName": "Jane", "lastName": "Doe"}}';
    expect((await reading(own, {}, 'a.json')).rows.map(({ chartNumber }) => chartNumber)).to.deep.equal(['1001']);
    const inherited = '{"patient": {"__proto__": {"chartNumber": "9"}, "firstName": "Jane", "lastName": "Doe"}}';
    expect((await reading(inherited, {}, 'a.json')).problems[0]?.[1]).to.equal('patient.chartNumber');
    const deep = `{"patient": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect((await reading(deep, {}, 'a.json')).problems).to.have.length(1);
    for (const text of ['7', 'null', '"text"', '{"a":1} trailing', '[{]']) {
      expect((await reading(text, {}, 'a.json')).problems, text).to.have.length(1);
    }
    expect((await reading('[]', {}, 'a.json')).problems).to.deep.equal([]);
  });

  it('refuses ids that are no ids, and names with control characters', async () => {
    const bad = [
      { requestId: '.a' },
      { requestId: 'a/b' },
      { requestId: 'x'.repeat(65) },
      { labId: -1 },
      { doctorId: '7a' },
      { action: 'delete' },
      { action: 'cancel' },
    ];
    const rows = bad.map((more) => ({ patient: { chartNumber: '1', firstName: 'Jane', lastName: 'Doe' }, ...more }));
    const control = { patient: { chartNumber: '1', firstName: 'Ja\u0007ne', lastName: 'Doe' } };
    const { problems } = await reading(JSON.stringify([...rows, control]), {}, 'a.json');
    expect(problems.map(([, field]) => field)).to.deep.equal([
      'requestId',
      'requestId',
      'requestId',
      'labId',
      'doctorId',
      'action',
      'requestId',
      'patient.firstName',
    ]);
  });
});
