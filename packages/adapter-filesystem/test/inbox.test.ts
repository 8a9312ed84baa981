import { expect } from 'chai';
import { mkdir, readFile, rename, rm, symlink, truncate, utimes, writeFile } from 'node:fs/promises';
import { codeOf, House, patient, request, signal } from './support/house.js';

interface ErrorFile {
  readonly file: string;
  readonly problems: readonly {
    line: number | null;
    field: string | null;
    code: string;
    message: string;
    expected: string;
  }[];
}

describe('the inbox', () => {
  let house: House;
  const keys = (changes: readonly object[]): string[] =>
    changes.map((change) =>
      String('rx' in change ? (change.rx as { key: string }).key : (change as { key?: string }).key),
    );
  const errors = async (name: string): Promise<ErrorFile> =>
    (await house.json(`inbox/.failed/${name}.error.json`)) as unknown as ErrorFile;

  beforeEach(async () => {
    house = await House.open();
  });
  afterEach(() => house.close());

  it('hands out a request once it has come to rest, and keeps the file in .done when it is acknowledged', async () => {
    await house.drop('a.json', {
      ...request('A-1'),
      doctor: 'DrSmith',
      labId: 9,
      procedureCode: null,
      notes: 'upper right',
    });
    expect(await house.read()).to.deep.include({ changes: [], more: true });
    await house.clock.advance(1_999);
    expect((await house.read()).changes).to.deep.equal([]);
    await house.clock.advance(1);
    const { changes, more } = await house.read();
    expect(more).to.equal(false);
    expect(changes[0]).to.deep.include({ change: 'wanted' });
    expect(changes[0]).to.have.nested.property('rx.notes', 'upper right');
    expect(changes[0]).to.have.nested.property('rx.patientDetails.dateOfBirth', '1980-02-03');
    expect(await house.names('inbox/.done')).to.deep.equal([]);
    await house.accept(changes);
    expect(await house.names('inbox/.done')).to.deep.equal(['a.json']);
    expect((await house.read()).changes).to.deep.equal([]);
  });

  it('waits while size or time change, also when the size stays', async () => {
    await house.drop('a.json', request('A-1'));
    await house.read();
    for (let round = 1; round <= 5; round += 1) {
      await house.clock.advance(1_500);
      await utimes(house.path('inbox/a.json'), 1_700_000_000 + round, 1_700_000_000 + round);
      expect((await house.read()).changes).to.deep.equal([]);
    }
    await house.clock.advance(2_000);
    expect((await house.read()).changes).to.have.length(1);
  });

  it('waits for a file whose room was reserved before its content came', async () => {
    await house.drop('a.json', JSON.stringify(request('A-1')).slice(0, 20));
    await truncate(house.path('inbox/a.json'), 4096);
    await house.read();
    await house.clock.advance(5_000);
    expect(await house.read()).to.deep.include({ changes: [], more: true });
    await house.drop('a.json', request('A-1'));
    expect(keys(await house.readSettled())).to.deep.equal(['A-1']);
  });

  it('gives up a file that does not parse after 10 x settle, and says on which line', async () => {
    await house.drop('bad.json', '{\n "requestId": "A-1",\n "patient": oops }');
    await house.drop('good.json', request('A-2'));
    expect(keys(await house.readToEnd())).to.deep.equal(['A-2']);
    expect(await house.names('inbox/.failed')).to.deep.equal(['bad.json', 'bad.json.error.json']);
    const { file, problems } = await errors('bad.json');
    expect(file).to.equal('bad.json');
    expect(problems[0]).to.deep.include({ line: 3, code: 'REQUEST_FILE_UNREADABLE' });
    expect(problems[0]?.expected).to.contain('JSON');
  });

  it('gives a CSV without an end of its last line more time, and then takes it', async () => {
    await house.drop('a.csv', 'chartNumber,firstName,lastName\n1001,Jane,Doe');
    expect(await house.readSettled()).to.deep.equal([]);
    await house.write('inbox/a.csv', 'chartNumber,firstName,lastName\n1001,Jane,Doe-Smith\n');
    const [change] = await house.readSettled();
    expect(change).to.have.nested.property('rx.patientDetails.lastName', 'Doe-Smith');
    await house.drop('b.csv', 'chartNumber,firstName,lastName\n1002,Max,Roe');
    await house.readSettled();
    await house.clock.advance(2_000);
    expect((await house.read()).changes).to.have.length(2);
  });

  it('proceeds with the good rows of a file with bad ones, and names line and field without the values', async () => {
    const csv =
      'requestId;chartNumber;firstName;lastName;dateOfBirth;labId\nA-1;1001;Jane;Doe;1980-02-03;9\nA-2;;Secretname;Roe;1980-13-45;many\n.x;1003;Ann;Poe;;\n';
    await house.drop('a.csv', csv);
    const changes = await house.readSettled();
    expect(keys(changes)).to.deep.equal(['A-1']);
    await house.accept(changes);
    const { problems } = await errors('a.csv');
    expect(problems.map(({ line, field, code }) => [line, field, code])).to.deep.equal([
      [3, 'patient.chartNumber', 'REQUEST_FIELD_MISSING'],
      [3, 'patient.dateOfBirth', 'REQUEST_FIELD_INVALID'],
      [3, 'labId', 'REQUEST_FIELD_INVALID'],
      [4, 'requestId', 'REQUEST_FIELD_INVALID'],
    ]);
    expect(JSON.stringify(problems)).not.to.match(/Secretname|1980-13/);
    expect(await readFile(house.path('inbox/.failed/a.csv'), 'utf8')).to.equal(csv);
  });

  it('fails a file without one good row by itself, with the line of each field of a JSON list', async () => {
    await house.drop(
      'a.json',
      '[\n {"requestId": "A-1",\n  "patient": {"firstName": "Jane",\n   "chartNumber": {}}},\n 7\n]',
    );
    expect(await house.readSettled()).to.deep.equal([]);
    const { problems } = await errors('a.json');
    expect(problems.map(({ line, field }) => [line, field])).to.deep.equal([
      [3, 'patient.lastName'],
      [4, 'patient.chartNumber'],
      [5, null],
    ]);
  });

  it('puts a file whose request was refused into .failed with the reason', async () => {
    await house.drop('a.json', [request('A-1'), request('A-2')]);
    const [one, two] = await house.readSettled();
    if (one === undefined || two === undefined) throw new Error('two changes expected');
    await house.accept([one]);
    expect(await house.names('inbox/.failed')).to.deep.equal([]);
    await house.accept([two], 'refused', 'RX_ALREADY_SCANNED');
    expect((await errors('a.json')).problems).to.have.nested.property('[0].code', 'RX_ALREADY_SCANNED');
  });

  it('reads what was not acknowledged again with the same ids, also after a restart', async () => {
    await house.drop('a.json', [request('A-1'), { action: 'cancel', requestId: 'A-0' }]);
    const first = await house.readSettled();
    expect(first.map(({ change }) => change)).to.deep.equal(['wanted', 'cancelled']);
    expect((await house.read()).changes).to.deep.equal(first);
    await house.restart();
    // Outcomes of before the restart may be told again before anything was read.
    await house.accept(first);
    const again = (await house.read()).changes;
    expect(again).to.deep.equal(first);
    await house.accept(again);
    await house.accept(again);
    expect(await house.names('inbox/.done')).to.deep.equal(['a.json']);
    expect(await house.names('inbox/.working')).to.deep.equal([]);
  });

  it('reads a taken file again that was written to before it was acknowledged', async () => {
    await house.drop('a.json', [request('A-1')]);
    const changes = await house.readSettled();
    const [taken] = await house.names('inbox/.working');
    await writeFile(house.path('inbox/.working', taken ?? ''), JSON.stringify([request('A-1'), request('A-2')]));
    await house.accept(changes);
    const again = (await house.read()).changes;
    expect(keys(again)).to.deep.equal(['A-1', 'A-2']);
    expect(again[0]?.id).to.equal(changes[0]?.id);
  });

  it('lets two readers share an inbox: every request is handed out under one id', async () => {
    const other = await house.another();
    for (let file = 0; file < 20; file += 1) await house.drop(`${file}.json`, request(`A-${file}`));
    await Promise.all([house.read(), house.read(other)]);
    await house.clock.advance(2_000);
    const both = await Promise.all([house.read(), house.read(other)]);
    const ids = new Map<string, Set<string>>();
    for (const change of both.flatMap(({ changes }) => changes)) {
      const key = keys([change])[0] ?? '';
      ids.set(key, (ids.get(key) ?? new Set()).add(change.id));
    }
    const rest = [...(await house.read()).changes, ...(await house.read(other)).changes];
    for (const change of rest) ids.get(keys([change])[0] ?? '')?.add(change.id);
    expect(ids.size).to.equal(20);
    expect([...ids.values()].every((set) => set.size === 1)).to.equal(true);
    await other.close();
  });

  it('ignores what is no request file, without touching it', async () => {
    for (const name of [
      '.hidden.json',
      'Thumbs.db',
      '~$a.csv',
      'a.json.part',
      'a.csv.crdownload',
      'a.tmp',
      'notes.txt',
    ]) {
      await house.drop(name, JSON.stringify(request('A-1')));
    }
    await mkdir(house.path('inbox/folder.json'));
    await house.write('elsewhere.json', JSON.stringify(request('A-2')));
    await symlink(house.path('elsewhere.json'), house.path('inbox/link.json'));
    const before = (await house.names('inbox')).filter((name) => !/^\.(working|done|failed)$/.test(name));
    expect(await house.readToEnd()).to.deep.equal([]);
    expect((await house.names('inbox')).filter((name) => !/^\.(working|done|failed)$/.test(name))).to.deep.equal(
      before,
    );
    await house.drop('UPPER.JSON', request('A-3'));
    expect(keys(await house.readToEnd())).to.deep.equal(['A-3']);
  });

  it('takes an empty file for one that is still to come, but does not wait for it for ever', async () => {
    await house.drop('a.json', '');
    expect(await house.readToEnd()).to.deep.equal([]);
    expect(await house.names('inbox')).to.include('a.json');
    await house.drop('a.json', request('A-1'));
    expect(keys(await house.readToEnd())).to.deep.equal(['A-1']);
  });

  it('picks up a file that was written under another name and renamed', async () => {
    await house.drop('a.json.tmp', request('A-1'));
    await house.read();
    await rename(house.path('inbox/a.json.tmp'), house.path('inbox/a.json'));
    expect(keys(await house.readSettled())).to.deep.equal(['A-1']);
  });

  it('gives kept files a time where the name is taken', async () => {
    for (const id of ['A-1', 'A-2', 'A-3']) {
      await house.drop('a.json', request(id));
      await house.readToEnd();
    }
    const done = await house.names('inbox/.done');
    expect(done).to.have.length(3);
    expect(done.filter((name) => /^\d{8}T\d{9}Z-(2-)?a\.json$/.test(name))).to.have.length(2);
  });

  it('reads in the order of time, then of name', async () => {
    for (const [name, time] of [
      ['c.json', 3],
      ['b.json', 1],
      ['a.json', 3],
    ] as const) {
      await house.drop(name, request(name));
      await utimes(house.path('inbox', name), 1_700_000_000 + time, 1_700_000_000 + time);
    }
    expect(keys(await house.readSettled())).to.deep.equal(['b.json', 'a.json', 'c.json']);
  });

  it('reads a CSV of 10,000 rows whole, each row under its own line', async () => {
    const rows = Array.from({ length: 10_000 }, (_, row) => `A-${row},${row},Jane,Doe,1980-02-03`);
    rows[5_000] = 'A-bad,,Jane,Doe,1980-02-03';
    await house.drop('many.csv', `requestId,chartNumber,firstName,lastName,dateOfBirth\r\n${rows.join('\r\n')}\r\n`);
    const changes = await house.readSettled();
    expect(changes).to.have.length(9_999);
    await house.accept(changes);
    expect((await errors('many.csv')).problems.map(({ line }) => line)).to.deep.equal([5_002]);
  });

  it('leaves files for the next reading when there are very many', async () => {
    const row = (file: number): string =>
      Array.from({ length: 3_000 }, (_, at) => `F${file}-${at},1001,Jane,Doe`).join('\n');
    for (const file of [1, 2, 3])
      await house.drop(`${file}.csv`, `requestId,chartNumber,firstName,lastName\n${row(file)}\n`);
    const first = await house.readSettled();
    expect(first).to.have.length(6_000);
    await house.accept(first);
    expect((await house.read()).changes).to.have.length(3_000);
  });

  it('gives the same row the same id, in JSON and in CSV', async () => {
    await house.drop('a.json', {
      patient: { chartNumber: '1001', firstName: 'Jane', lastName: 'Doe' },
      doctor: 'DrSmith',
    });
    await house.drop('b.csv', 'doctor,chartNumber,firstName,lastName,notes\nDrSmith,1001,Jane,Doe,\n');
    const [one, two] = keys(await house.readSettled());
    expect(one)
      .to.match(/^[0-9a-f]{32}$/)
      .and.to.equal(two);
  });

  it('takes the license number from JSON and CSV, and makes no other request of it', async () => {
    const row = { patient: { chartNumber: '1001', firstName: 'Jane', lastName: 'Doe' }, doctor: 'DrSmith' };
    await house.drop('a.json', { ...row, licenseNumber: 12345 });
    await house.drop('b.csv', 'doctor,licenseNumber,chartNumber,firstName,lastName\nDrSmith,L-1,1001,Jane,Doe\n');
    await house.drop('c.json', row);
    const changes = await house.readSettled();
    const numbers = changes.map((change) => (change.change === 'wanted' ? change.rx.licenseNumber : change));
    expect(numbers).to.deep.equal(['12345', 'L-1', undefined]);
    expect(new Set(keys(changes)).size).to.equal(1);
  });

  it('refuses a request whose chart number is somebody else’s', async () => {
    await house.drop('a.json', request('A-1'));
    await house.readToEnd();
    const other = { chartNumber: '1001', firstName: 'Max', lastName: 'Roe', dateOfBirth: '1999-09-09' };
    await house.drop('b.json', [
      request('A-2', { patient: other }),
      request('A-3', { patient: { ...other, dateOfBirth: '1980-02-03' } }),
    ]);
    const changes = await house.readSettled();
    expect(keys(changes)).to.deep.equal(['A-3']);
    await house.accept(changes);
    expect((await errors('b.json')).problems).to.have.nested.property('[0].code', 'REQUEST_PATIENT_CONFLICT');
  });

  it('lets the roster put an old mistake of a request right', async () => {
    await house.close();
    house = await House.open({ roster: 'patients.csv' });
    await house.write('patients.csv', 'chartNumber,firstName,lastName,dateOfBirth\n1001,Max,Roe,1999-09-09\n');
    await house.drop('a.json', request('A-1', { patient: { ...patient('1001', 'Max', 'Roe', '1999-09-09') } }));
    expect(keys(await house.readToEnd())).to.deep.equal(['A-1']);
    await house.drop('b.json', request('A-2'));
    expect(await house.readToEnd()).to.deep.equal([]);
  });

  it('knows the patients of a request before it hands it out', async () => {
    await house.drop('a.json', request('A-1'));
    await house.readSettled();
    await house.restart();
    const answer = await house.ports.patients?.search(
      { chartNumber: '1001', firstName: 'JANE', lastName: 'Doe' },
      signal,
    );
    expect(answer).to.have.nested.property('patient.dateOfBirth', '1980-02-03');
  });

  it('does not take a share that is down for an empty folder', async () => {
    await house.drop('a.json', request('A-1'));
    await house.read();
    await rename(house.path('inbox'), house.path('away'));
    await mkdir(house.path('inbox'));
    expect(await codeOf(house.read())).to.equal('INBOX_UNREACHABLE');
    expect(await house.names('inbox')).to.deep.equal([]);
    await rm(house.path('inbox'), { recursive: true });
    expect(await codeOf(house.read())).to.equal('INBOX_UNREACHABLE');
    await rename(house.path('away'), house.path('inbox'));
    expect(keys(await house.readToEnd())).to.deep.equal(['A-1']);
  });

  it('starts although the folders are not there, and makes them where the folder above exists', async () => {
    await house.close();
    house = await House.open({ inbox: 'share/inbox', charts: 'share/charts', outbox: 'share/outbox' });
    expect(await codeOf(house.read())).to.equal('INBOX_UNREACHABLE');
    await mkdir(house.path('share'));
    expect((await house.read()).changes).to.deep.equal([]);
    expect(await house.names('share/inbox')).to.include('.working');
  });

  it('writes no patient data into logs and error texts', async () => {
    await house.drop('Doe Jane.json', '{ "patient": { "lastName": "Canaryname" ');
    await house.readToEnd();
    expect(house.logger.text()).not.to.match(/Canary|Doe/);
    expect(JSON.stringify((await errors('Doe Jane.json')).problems)).not.to.contain('Canary');
  });
});
