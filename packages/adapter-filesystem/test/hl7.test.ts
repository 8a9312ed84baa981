import type { RxChange } from '@chairside/core';
import { expect } from 'chai';
import { readFile, rename } from 'node:fs/promises';
import { House, request } from './support/house.js';

const HEADER = 'MSH|^~\\&|DPMS|PRACTICE|CHAIRSIDE|HOUSE|20260304093000||ORM^O01|MSG-1|P|2.5';
const PATIENT = 'PID|1||1001^^^A^MR||Sam\\T\\ple^J\\X41\\ne||19800203|F';

function message(...segments: readonly string[]): string {
  return `${segments.join('\r')}\r`;
}

function order(id: string, control = 'NW'): readonly string[] {
  return [
    `ORC|${control}|${id}`,
    `OBR|1|${id}||D2740^Crown^CDT|||||||||upper right|||77^Smith^Ann`,
    'NTE|1||first line\\.br\\second line',
  ];
}

describe('HL7 version 2 messages as request files', () => {
  let house: House;
  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  const problemsOf = async (name: string): Promise<readonly Record<string, unknown>[]> =>
    (await house.json(`inbox/.failed/${name}.error.json`))['problems'] as Record<string, unknown>[];
  const acks = async (name: string): Promise<readonly string[]> =>
    (await readFile(house.path('outbox', 'acks', name), 'utf8')).split('\r').filter((segment) => segment !== '');
  const wantedOf = (change: RxChange | undefined) => {
    if (change?.change !== 'wanted') throw new Error('nothing is wanted');
    return change.rx;
  };

  it('asks for a scan with all that an order says, and answers AA once the order is taken', async () => {
    await house.drop('order-1.hl7', message(HEADER, PATIENT, ...order('A-1')));
    const changes = await house.readSettled();
    expect(changes.length).to.equal(1);
    const rx = wantedOf(changes[0]);
    expect(rx).to.deep.include({
      key: 'A-1',
      patient: '1001',
      procedureCode: 'D2740',
      doctor: '77',
      notes: 'upper right\nfirst line\nsecond line',
    });
    expect(rx.patientDetails).to.deep.equal({
      ref: '1001',
      chartNumber: '1001',
      firstName: 'JAne',
      lastName: 'Sam&ple',
      dateOfBirth: '1980-02-03',
      gender: 'Female',
    });
    expect(await house.names('outbox/acks'), 'not before the ledger has it').to.deep.equal([]);
    await house.accept(changes);
    const [header, answer, ...others] = await acks('order-1.ack.hl7');
    expect(header).to.match(/^MSH\|\^~\\&\|CHAIRSIDE\|HOUSE\|DPMS\|PRACTICE\|\d{14}[\d.]*\|\|ACK\^O01(\^ACK)?\|/);
    expect(answer).to.match(/^MSA\|AA\|MSG-1/);
    expect(others).to.deep.equal([]);
    expect(await house.names('inbox/.done')).to.deep.equal(['order-1.hl7']);
  });

  it('takes OMG^O19, cancels by CA, and knows a message by its content', async () => {
    const header = HEADER.replace('ORM^O01', 'OMG^O19^OMG_O19');
    await house.drop('a.csv', message(header, PATIENT, ...order('A-1')));
    await house.drop('b.json', message(HEADER, PATIENT, 'ORC|CA|A-1'));
    const changes = await house.readSettled();
    expect(changes.map(({ change }) => change)).to.have.members(['wanted', 'cancelled']);
    await house.accept(changes);
    expect(await house.names('outbox/acks')).to.deep.equal(['a.ack.hl7', 'b.ack.hl7']);
  });

  it('takes a batch of framed messages with several orders each', async () => {
    const first = message(HEADER, PATIENT, ...order('A-1'), ...order('A-2'));
    const second = message(
      HEADER.replace('MSG-1', 'MSG-2'),
      PATIENT.replace('1001', '1002').replace('ple', 'son'),
      ...order('A-3'),
    );
    await house.drop('batch.hl7', `FHS|^~\\&\rBHS|^~\\&\r\u000b${first}\u001c\r\u000b${second}\u001c\rBTS|2\rFTS|1\r`);
    const changes = await house.readSettled();
    expect(changes.map((change) => wantedOf(change).key)).to.deep.equal(['A-1', 'A-2', 'A-3']);
    await house.accept(changes);
    const answers = (await acks('batch.ack.hl7')).filter((segment) => segment.startsWith('MSA'));
    expect(answers.map((answer) => answer.split('|').slice(1, 3))).to.deep.equal([
      ['AA', 'MSG-1'],
      ['AA', 'MSG-2'],
    ]);
  });

  it('answers AE where a field is wrong, with the place in ERR, and lets the other message proceed', async () => {
    const bad = message(HEADER.replace('MSG-1', 'MSG-2'), PATIENT.replace('Sam\\T\\ple', ''), ...order('B-1'));
    await house.drop('two.hl7', message(HEADER, PATIENT, ...order('A-1')) + bad);
    const changes = await house.readSettled();
    expect(changes.length).to.equal(1);
    await house.accept(changes);
    const segments = await acks('two.ack.hl7');
    expect(segments[1]).to.match(/^MSA\|AA\|MSG-1/);
    expect(segments[3]).to.match(/^MSA\|AE\|MSG-2\|REQUEST_FIELD_MISSING: /);
    expect(segments[4]).to.match(
      /^ERR\|\|PID\^1\^5\^1\^1\|101\^Required field missing\^HL70357\|E\|REQUEST_FIELD_MISSING/,
    );
    expect(await problemsOf('two.hl7')).to.deep.equal([
      {
        line: 7,
        field: 'PID-5.1',
        code: 'REQUEST_FIELD_MISSING',
        message: 'patient.lastName is missing',
        expected: 'a value',
      },
    ]);
  });

  it('answers AE with a sentence alone before version 2.5', async () => {
    await house.drop('old.hl7', message(HEADER.replace('2.5', '2.3'), PATIENT.replace('1001', ''), ...order('A-1')));
    expect(await house.readSettled()).to.deep.equal([]);
    const segments = await acks('old.ack.hl7');
    expect(segments.length).to.equal(2);
    expect(segments[1]).to.match(/^MSA\|AE\|MSG-1\|REQUEST_FIELD_MISSING: patient\.chartNumber is missing/);
  });

  it('answers AE where the practice’s own books refuse the order', async () => {
    await house.drop('a.hl7', message(HEADER, PATIENT, ...order('A-1')));
    await house.accept(await house.readSettled(), 'refused', 'RX_ALREADY_SCANNED');
    expect((await acks('a.ack.hl7'))[1]).to.match(/^MSA\|AE\|MSG-1\|RX_ALREADY_SCANNED/);
    expect((await problemsOf('a.hl7')).map(({ code }) => code)).to.deep.equal(['RX_ALREADY_SCANNED']);
  });

  const REFUSED: readonly (readonly [string, string, object, string])[] = [
    [
      'another type of message',
      message(HEADER.replace('ORM^O01', 'ADT^A08'), PATIENT),
      { line: 1, field: 'MSH-9' },
      'AR',
    ],
    ['a message without an order', message(HEADER, PATIENT), { line: 1, field: 'ORC' }, 'AE'],
    [
      'an order control that asks for no scan',
      message(HEADER, PATIENT, ...order('A-1', 'SC')),
      { line: 3, field: 'ORC-1' },
      'AE',
    ],
    ['a cancellation without a number', message(HEADER, PATIENT, 'ORC|CA'), { line: 3, field: 'ORC-2' }, 'AE'],
    [
      'a line that is no segment',
      message(HEADER, PATIENT, 'and so on', ...order('A-1')),
      { line: 3, field: null },
      'AE',
    ],
    [
      'several ids of which none is a chart number',
      message(HEADER, PATIENT.replace('1001^^^A^MR', '1^^^A^XX~2^^^A^YY'), ...order('A-1')),
      { line: 2, field: 'PID-3' },
      'AE',
    ],
    [
      'a date of birth that is none',
      message(HEADER, PATIENT.replace('19800203', '19801341'), ...order('A-1')),
      { line: 2, field: 'PID-7' },
      'AE',
    ],
  ];
  for (const [what, content, where, code] of REFUSED) {
    it(`refuses ${what}, by line and field, with ${code}`, async () => {
      await house.drop('a.hl7', content);
      expect(await house.readSettled()).to.deep.equal([]);
      expect((await problemsOf('a.hl7'))[0]).to.include(where);
      const answer = await acks('a.ack.hl7');
      expect(answer[1]).to.match(new RegExp(`^MSA\\|${code}\\|MSG-1\\|`));
      expect(answer.join('\n')).not.to.match(/Sam|1001|19801341/);
    });
  }

  it('refuses two orders of one message with the same number, and takes the first', async () => {
    await house.drop('a.hl7', message(HEADER, PATIENT, ...order('A-1'), ...order('A-1')));
    expect((await house.readSettled()).length).to.equal(1);
    await house.accept(await house.readSettled());
    expect((await problemsOf('a.hl7'))[0]).to.include({ line: 7, field: 'OBR-2' });
  });

  it('of several ids takes the one whose type is the chart number', async () => {
    const ids = PATIENT.replace('1001^^^A^MR', '55^^^A^PI~1001^^^A^MR~66^^^A^SS');
    await house.drop('a.hl7', message(HEADER, ids, ...order('A-1')));
    expect(wantedOf((await house.readSettled())[0]).patient).to.equal('1001');
    await house.close();
    house = await House.open({ hl7: { patientIdType: 'PI' } });
    await house.drop('a.hl7', message(HEADER, ids, ...order('A-1')));
    expect(wantedOf((await house.readSettled())[0]).patient).to.equal('55');
  });

  const CHARSETS = [
    ['', 'utf8'],
    ['', 'latin1'],
    ['UNICODE UTF-8', 'utf8'],
    ['8859/1', 'latin1'],
  ] as const;
  for (const [declared, encoding] of CHARSETS) {
    it(`reads ${encoding} where MSH-18 says ${declared === '' ? 'nothing' : declared}`, async () => {
      const header = `${HEADER}||||||${declared}`;
      const text = message(header, PATIENT.replace('Sam\\T\\ple', 'Müster'), ...order('A-1'));
      await house.drop('a.hl7', Buffer.from(text, encoding));
      expect(wantedOf((await house.readSettled())[0]).patientDetails).to.include({ lastName: 'Müster' });
    });
  }

  it('takes other separators than the usual ones', async () => {
    const text = message(
      HEADER,
      PATIENT.replace('Sam\\T\\ple', 'Sample').replace('J\\X41\\ne', 'Jane'),
      ...order('A-1'),
    );
    const other = text.replaceAll('|', '#').replaceAll('^', '*');
    await house.drop('a.hl7', other);
    expect(wantedOf((await house.readSettled())[0]).patientDetails).to.include({
      lastName: 'Sample',
      firstName: 'Jane',
    });
  });

  it('refuses a file that does not begin with a header, and answers nobody', async () => {
    await house.drop('a.hl7', message(PATIENT, HEADER));
    expect(await house.readToEnd()).to.deep.equal([]);
    expect((await problemsOf('a.hl7'))[0]).to.include({ line: 1, code: 'REQUEST_FILE_UNREADABLE' });
    expect(await house.names('outbox/acks')).to.deep.equal([]);
  });

  it('keeps no other file from being read while the outbox is away, and answers when it is back', async () => {
    await rename(house.path('outbox'), house.path('outbox.away'));
    await house.drop('bad.hl7', message(HEADER.replace('ORM^O01', 'ADT^A08'), PATIENT));
    await house.drop('good.json', request('B-1'));
    const changes = await house.readSettled();
    expect(changes.map((change) => wantedOf(change).key)).to.deep.equal(['B-1']);
    expect(await house.names('inbox/.failed')).to.deep.equal([]);
    await rename(house.path('outbox.away'), house.path('outbox'));
    await house.read();
    expect((await acks('bad.ack.hl7'))[1]).to.match(/^MSA\|AR\|MSG-1/);
    expect(await house.names('inbox/.failed')).to.include('bad.hl7');
  });

  it('answers once more, and the same, after a crash between the answer and the end of the file', async () => {
    await house.drop('a.hl7', message(HEADER, PATIENT, ...order('A-1')));
    await house.readSettled();
    await house.restart();
    const again = (await house.read()).changes;
    expect(again.map((change) => wantedOf(change).key)).to.deep.equal(['A-1']);
    await house.accept(again);
    expect((await acks('a.ack.hl7'))[1]).to.match(/^MSA\|AA\|MSG-1/);
    expect(await house.names('inbox/.done')).to.deep.equal(['a.hl7']);
  });
});
