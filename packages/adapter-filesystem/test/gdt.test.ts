import { expect } from 'chai';
import iconv from 'iconv-lite';
import { House } from './support/house.js';

/** A line as GDT has it: its length, a field's number, and what the field holds. */
function line(field: string, content: string | Buffer): Buffer {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content, 'latin1');
  return Buffer.concat([Buffer.from(String(bytes.length + 9).padStart(3, '0') + field), bytes, Buffer.from('\r\n')]);
}

/** A record with its length, as a program that counts right writes it. */
function record(...lines: readonly Buffer[]): Buffer {
  const [type = line('8000', '6302'), ...rest] = lines;
  const size = lines.reduce((sum, one) => sum + one.length, 0) + 14;
  return Buffer.concat([type, line('8100', String(size).padStart(5, '0')), ...rest]);
}

const REQUEST = [
  line('8000', '6302'),
  line('9218', '02.10'),
  line('9206', '3'),
  line('3000', '4711'),
  line('3101', 'Müster'),
  line('3102', 'Änne'),
  line('3103', '03021980'),
  line('3110', '2'),
  line('8402', 'SCAN'),
  line('8310', 'A-1'),
  line('6227', 'oben rechts'),
  line('6227', 'Zahn 16'),
];

function without(field: string): readonly Buffer[] {
  return REQUEST.filter((one) => one.subarray(3, 7).toString() !== field);
}

describe('GDT records as request files', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const problemsOf = async (name: string): Promise<unknown> =>
    (await house.json(`inbox/.failed/${name}.error.json`))['problems'];
  const patientOf = async (content: Buffer, name = 'a.gdt') => {
    await house.drop(name, content);
    const [change] = await house.readSettled();
    return change?.change === 'wanted' ? change.rx.patientDetails : undefined;
  };

  it('asks for a scan with all that a record of 2.1 says', async () => {
    await house.drop('SCANPRAX.001', record(...REQUEST));
    const [change, ...others] = await house.readSettled();
    expect(others).to.deep.equal([]);
    if (change?.change !== 'wanted') throw new Error('nothing is wanted');
    expect(change.rx).to.deep.include({
      key: 'A-1',
      patient: '4711',
      procedureCode: 'SCAN',
      notes: 'oben rechts\nZahn 16',
    });
    expect(change.rx.patientDetails).to.deep.equal({
      ref: '4711',
      chartNumber: '4711',
      firstName: 'Änne',
      lastName: 'Müster',
      dateOfBirth: '1980-02-03',
      gender: 'Female',
    });
  });

  it('is known by its content, whatever the file is called, and takes several records', async () => {
    const second = [...without('3000'), line('3000', '4712')].map((one) =>
      one.subarray(3, 7).toString() === '8310' ? line('8310', 'A-2') : one,
    );
    await house.drop('a.csv', Buffer.concat([record(...REQUEST), record(...second)]));
    const changes = await house.readSettled();
    expect(changes.map((change) => change.change === 'wanted' && change.rx.patient)).to.deep.equal(['4711', '4712']);
    expect(await house.names('inbox/.failed')).to.deep.equal([]);
  });

  const CHARSETS = [
    ['1', (text: string) => Buffer.from(text.replace('ü', '}').replace('Ä', '['))],
    ['2', (text: string) => iconv.encode(text, 'cp437')],
    ['3', (text: string) => iconv.encode(text, 'windows-1252')],
    ['4', (text: string) => iconv.encode(text, 'iso-8859-15')],
    ['5', (text: string) => Buffer.from(text, 'utf8')],
  ] as const;
  for (const [charset, encode] of CHARSETS) {
    it(`reads character set ${charset}`, async () => {
      const names = [line('9206', charset), line('3101', encode('Müster')), line('3102', encode('Änne'))];
      const rest = REQUEST.filter((one) => !['9206', '3101', '3102'].includes(one.subarray(3, 7).toString()));
      expect(await patientOf(record(...rest, ...names))).to.include({ lastName: 'Müster', firstName: 'Änne' });
    });
  }

  for (const encoding of ['cp437', 'windows-1252', 'utf-8']) {
    it(`finds out ${encoding} where the record names no character set`, async () => {
      const encode = (text: string) => iconv.encode(text, encoding);
      const rest = REQUEST.filter((one) => !['9206', '3101', '3102'].includes(one.subarray(3, 7).toString()));
      const names = [line('3101', encode('Großmüster')), line('3102', encode('Änne'))];
      expect(await patientOf(record(...rest, ...names))).to.include({ lastName: 'Großmüster', firstName: 'Änne' });
    });
  }

  it("of a record of 3.x takes the patient's object only", async () => {
    const content = record(
      line('8000', '6302'),
      line('8200', 'Obj_Kopfdaten'),
      line('9218', '03.01'),
      line('9206', '3'),
      line('8201', '4'),
      line('8200', 'Obj_Patient'),
      line('3000', '4711'),
      line('3100', 'von'),
      line('3101', 'Muster'),
      line('3102', 'Anna'),
      line('3103', '19800203'),
      line('8201', '7'),
      line('8200', 'Obj_RgEmpfänger'),
      line('3101', 'Zahler'),
      line('3102', 'Otto'),
      line('8201', '4'),
    );
    expect(await patientOf(content)).to.deep.include({
      lastName: 'von Muster',
      firstName: 'Anna',
      dateOfBirth: '1980-02-03',
    });
  });

  it('takes a date of birth that is known in part for none', async () => {
    const patient = await patientOf(record(...without('3103'), line('3103', '00001980')));
    expect(patient).to.have.property('dateOfBirth', undefined);
    expect(patient).to.have.property('chartNumber', '4711');
  });

  it('takes the practice’s own fields, and its own encoding against what the record says', async () => {
    await house.close();
    house = await House.open({
      gdt: { procedureCode: ['6200'], doctor: ['8330'], encoding: 'cp437' },
    });
    const lines = [line('6200', 'D2740'), line('8330', 'DrSmith'), line('3101', iconv.encode('Müster', 'cp437'))];
    await house.drop('a.gdt', record(...without('3101'), ...lines));
    const [change] = await house.readSettled();
    if (change?.change !== 'wanted') throw new Error('nothing is wanted');
    expect(change.rx).to.include({ procedureCode: 'D2740', doctor: 'DrSmith' });
    expect(change.rx.patientDetails).to.include({ lastName: 'Müster' });
  });

  it('says the line and the field of what is wrong, and lets good records of the file proceed', async () => {
    const bad = record(
      ...without('3102').map((one) => (one.subarray(3, 7).toString() === '3103' ? line('3103', '31021980') : one)),
    );
    await house.drop('a.gdt', Buffer.concat([record(...REQUEST), bad]));
    const changes = await house.readSettled();
    expect(changes.length).to.equal(1);
    await house.accept(changes);
    expect(await problemsOf('a.gdt')).to.deep.equal([
      {
        line: 14,
        field: 'patient.firstName (3102)',
        code: 'REQUEST_FIELD_MISSING',
        message: 'patient.firstName is missing',
        expected: 'a value',
      },
      {
        line: 20,
        field: 'patient.dateOfBirth (3103)',
        code: 'REQUEST_FIELD_INVALID',
        message: 'this is no date of birth',
        expected: 'a past date such as 1980-02-03',
      },
    ]);
  });

  const BROKEN: readonly (readonly [string, () => Buffer, object])[] = [
    ['another type', () => record(line('8000', '6301'), ...REQUEST.slice(1)), { line: 1, field: '8000' }],
    ['a type that nobody knows', () => record(line('8000', '9999'), ...REQUEST.slice(1)), { line: 1, field: '8000' }],
    ['a line of another length', () => record(...REQUEST, Buffer.from('0993622abc\r\n')), { line: 14, field: '3622' }],
    ['a line without a number', () => record(...REQUEST, Buffer.from('what\r\n')), { line: 14, field: null }],
    [
      'a record that is longer than it says',
      () => Buffer.concat([record(...REQUEST), line('6220', 'x')]),
      { line: 2, field: '8100' },
    ],
    ['a character set that nobody knows', () => record(...without('9206'), line('9206', '9')), { field: '9206' }],
    ['two patients', () => record(...REQUEST, line('3000', '4712')), { line: 14, field: '3000' }],
  ];
  for (const [what, content, where] of BROKEN) {
    it(`refuses ${what}, by line and field`, async () => {
      await house.drop('a.gdt', content());
      expect(await house.readSettled()).to.deep.equal([]);
      const [problem, ...others] = (await problemsOf('a.gdt')) as readonly Record<string, unknown>[];
      expect(others).to.deep.equal([]);
      expect(problem).to.include({ ...where, code: 'REQUEST_FIELD_INVALID' });
      expect(JSON.stringify(problem)).not.to.match(/Müster|4711/);
    });
  }

  it('waits for a record of which bytes are missing, and takes it when they have come', async () => {
    const whole = record(...REQUEST);
    await house.drop('a.gdt', whole.subarray(0, whole.length - 15));
    expect(await house.readSettled()).to.deep.equal([]);
    expect(await house.names('inbox/.failed')).to.deep.equal([]);
    await house.drop('a.gdt', whole);
    expect((await house.readSettled()).length).to.equal(1);
  });

  it('refuses a record of which bytes never come', async () => {
    const whole = record(...REQUEST);
    await house.drop('a.gdt', whole.subarray(0, whole.length - 15));
    expect(await house.readToEnd()).to.deep.equal([]);
    expect(await problemsOf('a.gdt')).to.deep.include.members([
      {
        line: 1,
        field: null,
        code: 'REQUEST_FILE_UNREADABLE',
        message: 'the last record ends early',
        expected: 'as many bytes as its field 8100 says',
      },
    ]);
  });

  it('leaves alone what formats does not name', async () => {
    await house.close();
    house = await House.open({ formats: ['json'] });
    await house.drop('a.gdt', record(...REQUEST));
    await house.drop('b.csv', record(...REQUEST));
    expect(await house.readToEnd()).to.deep.equal([]);
    expect(await house.names('inbox')).to.include.members(['a.gdt', 'b.csv']);
  });
});
