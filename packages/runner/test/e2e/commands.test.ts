import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { inProcess } from './in-process.js';
import { request, SampleClinic, until, type ClinicOptions } from './sample-clinic.js';

interface Rx {
  readonly key: string;
  readonly state: string;
  readonly problem: { readonly code: string } | null;
}
interface Scan {
  readonly orderId: string;
  readonly state: string;
  readonly revisions: readonly { readonly files: readonly unknown[] }[];
}

const COMMANDS = `
  init, check, pair, unpair, run, status, practice, audit, simulate, demo,
  rx list, rx show, rx approve, rx resend, rx withdraw, rx dismiss,
  scans list, scans show, scans retry, scans redeliver, scans withdraw, review list, review assign, review dismiss,
  patients search, patients update, patients list, patients retry, patients dismiss,
  outbox list, outbox retry, outbox dismiss,
  secret set, config schema`
  .split(',')
  .map((command) => command.trim());

describe('every command, by the command line', () => {
  let clinic: SampleClinic;
  const open = async (options?: ClinicOptions): Promise<void> => {
    clinic = await SampleClinic.open(options);
    const paired = await clinic.pair();
    expect(paired.code, paired.stderr).to.equal(0);
  };
  afterEach(() => clinic.close());

  const states = (): readonly string[] => clinic.simulator.rxs().map(({ state }) => state);
  const done = async (...args: readonly string[]): Promise<void> => {
    const { code, stderr } = await clinic.quick(...args);
    expect(code, `${args.join(' ')}: ${stderr}`).to.equal(0);
  };
  const rx = async (key: string): Promise<Rx> => (await clinic.json<{ rx: Rx }>('rx', 'show', key)).rx;

  it('explains itself, and refuses what it does not know', async () => {
    clinic = await SampleClinic.open();
    for (const command of COMMANDS) {
      const { code, stdout } = await inProcess(...command.split(' '), '--help');
      expect(code, command).to.equal(0);
      expect(stdout, command).to.include(`Usage: chairside ${command}`).and.to.include('--config');
    }
    for (const args of [[], ['bogus'], ['rx', 'bogus'], ['rx', 'list', '--state', 'lost'], ['status', '--bogus']]) {
      const { code, stdout } = await inProcess(...args);
      expect([code, stdout], args.join(' ')).to.deep.equal([2, '']);
    }
    const unread = clinic.start('config', 'schema');
    unread.child.stdout?.destroy();
    expect(await unread.ended, 'like `| head`').to.include({ code: 0, stderr: '' });
  });

  it('says in a sentence that a list is empty', async () => {
    clinic = await SampleClinic.open();
    for (const [command, sentence] of [
      ['rx list', 'There is no RX yet.'],
      ['rx list --state failed', 'There is no RX in the state failed.'],
      ['scans list', 'There is no scan yet.'],
      ['scans list --state review', 'There is no such scan.'],
      ['scans list --patient 1001', 'There is no such scan.'],
      ['patients list main-street', 'No patient is out of step with the DPMS.'],
      ['patients list main-street --state review', 'There is no patient in the state review.'],
    ] as const) {
      const { code, stdout } = await clinic.quick(...command.split(' '));
      expect([code, stdout], command).to.deep.equal([0, `${sentence}\n`]);
    }
  });

  it('finds its configuration by the option, anywhere, and by the environment', async () => {
    clinic = await SampleClinic.open();
    const file = join(clinic.folder, 'other.yaml');
    await writeFile(file, 'clinics: []\n');
    for (const args of [
      ['status', '--config', file],
      ['--config', file, 'status'],
    ]) {
      const { code, stderr } = await clinic.cli(...args);
      expect([code, stderr.includes(file)], args.join(' ')).to.deep.equal([2, true]);
    }
    const { code, stderr } = await clinic.startWith({ env: { CHAIRSIDE_CONFIG: file } }, 'rx', 'list').ended;
    expect([code, stderr.includes(file)]).to.deep.equal([2, true]);
    const gone = await clinic.cli('status', '--config', 'nowhere.yaml');
    expect([gone.code, gone.stderr.includes('nowhere.yaml')]).to.deep.equal([2, true]);
  });

  it('prints with --json one object with its version and its noun, and nothing else', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const { orderId } = clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    clinic.simulator.addOrder({ firstName: 'Walk', lastName: 'In-Sample', chartNumber: '9' });
    expect((await clinic.once()).code).to.equal(4);
    const forms: readonly (readonly [command: string, ...nouns: string[]])[] = [
      ['status', 'clinics'],
      ['rx list', 'rx'],
      ['rx list --state failed', 'rx'],
      ['rx show A-1', 'rx'],
      ['scans list', 'scans'],
      [`scans show ${orderId}`, 'scans'],
      ['review list', 'review'],
      ['outbox list', 'outbox'],
      ['practice main-street', 'doctors', 'labs', 'unitTypes'],
      ['procedures', 'procedures'],
      ['audit', 'audit'],
      ['audit --since 2020-01-01', 'audit'],
      ['check', 'problems'],
    ];
    const printed = new Map<string, Record<string, unknown>>();
    for (const [command, ...nouns] of forms) {
      const json = await clinic.json<Record<string, unknown>>(...command.split(' '));
      expect(Object.keys(json), command).to.have.members(['version', ...nouns]);
      expect(json['version'], command).to.equal(1);
      printed.set(command, json);
    }
    const of = (command: string, noun: string): unknown => printed.get(command)![noun];
    const [main] = of('status', 'clinics') as {
      id: string;
      paired: boolean;
      lastContact: string;
      needsPerson: object[];
    }[];
    expect(main).to.include({ id: 'main-street', paired: true });
    expect(Date.parse(main!.lastContact)).to.be.greaterThan(0);
    expect(main?.needsPerson).to.have.length(1);
    expect((of('rx list', 'rx') as Rx[]).map(({ key, state }) => [key, state])).to.deep.equal([['A-1', 'scanned']]);
    expect(of('rx list --state failed', 'rx')).to.deep.equal([]);
    expect((of(`scans show ${orderId}`, 'scans') as Scan).revisions[0]?.files).to.not.deep.equal([]);
    expect((of('practice main-street', 'doctors') as { id: number }[]).map(({ id }) => id)).to.deep.equal([77, 78]);
    expect((of('audit', 'audit') as { action: string }[]).map(({ action }) => action)).to.include('paired');
    // The sample's secret stands in the open. What depends on the computer, such as little free space, names no path.
    const paths = (of('check', 'problems') as { path: string | null }[]).map(({ path }) => path);
    expect(paths.filter((path) => path !== null)).to.deep.equal(['itero.clientSecret']);
  });

  it('approves, withdraws, sends again and dismisses an RX', async () => {
    await open();
    await clinic.drop('A.json', [
      request('A-1', { doctor: 'DrNobody' }),
      request('A-2', { procedureMapId: undefined, procedureCode: 'D9999' }),
      request('A-3'),
    ]);
    expect((await clinic.once()).code).to.equal(4);
    expect([(await rx('A-1')).problem?.code, (await rx('A-2')).problem?.code]).to.deep.equal([
      'RX_DOCTOR_UNMAPPED',
      'RX_PROCEDURE_UNMAPPED',
    ]);
    const early = await clinic.quick('rx', 'approve', 'A-1', '--lab', '9');
    expect([early.code, early.stdout.split('\n')[0]]).to.deep.equal([
      0,
      'The RX A-1 is now wanted, but cannot be sent yet.',
    ]);
    expect(early.stdout)
      .to.match(/^ {2}! .*DrNobody/m)
      .and.to.include('--doctor');
    const { lacking } = (
      await clinic.json<{ rx: { lacking: readonly { readonly code: string }[] } }>('rx', 'approve', 'A-2')
    ).rx;
    expect(lacking.map(({ code }) => code)).to.deep.equal(['RX_PROCEDURE_UNMAPPED']);
    await done('rx', 'approve', 'A-1', '--doctor', '78', '--lab', '10');
    expect(await rx('A-1'), 'before it is sent').to.include({ state: 'wanted', doctorId: 78, labId: 10 });
    const sound = await clinic.quick('rx', 'approve', 'A-2', '--procedure', '8');
    expect([sound.code, sound.stdout]).to.deep.equal([0, 'The RX A-2 is now wanted.\n']);
    expect(await rx('A-2')).to.include({ procedureMapId: 8 });
    await done('rx', 'withdraw', 'A-3');
    expect((await clinic.once()).code).to.equal(0);
    expect(states()).to.deep.equal(['deleted', 'open', 'open']);
    const bodies = clinic.simulator.rxs().map(({ body }) => body);
    expect(bodies.some((body) => body['DoctorId'] === 78)).to.equal(true);
    expect(bodies.some((body) => body['procedureMapId'] === 8)).to.equal(true);
    await done('rx', 'dismiss', 'A-1');
    expect((await rx('A-1')).state).to.equal('dismissed');
    expect(states(), 'nothing is done at the scanner').to.deep.equal(['deleted', 'open', 'open']);

    const refused = await clinic.quick('rx', 'approve', 'A-2');
    expect([refused.code, refused.stderr.includes('submitted')]).to.deep.equal([1, true]);
    for (const args of [
      ['rx', 'show', 'A-9'],
      ['rx', 'resend', 'A-9'],
      ['rx', 'approve', 'A-2', '--doctor', 'Smith'],
    ])
      expect((await clinic.quick(...args)).code, args.join(' ')).to.equal(2);
    const { audit } = await clinic.json<{ audit: { action: string; subject: string; actor: string }[] }>('audit');
    expect(audit.map(({ action, subject }) => `${action} ${subject}`)).to.deep.equal([
      'paired main-street',
      'configuration changed chairside.yaml',
      'rx approved A-1',
      'rx approved A-2',
      'rx approved A-1',
      'rx approved A-2',
      'rx withdrawn A-3',
      'rx dismissed A-1',
    ]);
  });

  it('sends an RX in doubt again when a person says so', async () => {
    await open();
    clinic.simulator.faults.add({ match: { method: 'POST', path: '/scan-request', times: 1 }, do: { status: 502 } });
    await clinic.drop('A-1.json', request('A-1'));
    expect((await clinic.once()).code).to.equal(4);
    expect((await rx('A-1')).state).to.equal('in-doubt');
    await done('rx', 'resend', 'A-1');
    expect((await clinic.once()).code).to.equal(0);
    expect([states(), (await rx('A-1')).state]).to.deep.equal([['open'], 'submitted']);
  });

  it('brings back what the chart lost, and works on a scan again when told', async () => {
    await open();
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const order = String(clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId).orderId);
    expect((await clinic.once()).code).to.equal(0);
    const charts = await clinic.files('charts');
    const mesh = charts.find((path) => path.endsWith('.stl'))!;
    await rm(join(clinic.folder, 'charts', mesh));
    expect((await clinic.quick('scans', 'redeliver', order, '--revision', '7')).code).to.equal(2);
    await done('scans', 'redeliver', order, '--revision', '1');
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect(await clinic.files('charts')).to.deep.equal(charts);
    expect((await clinic.quick('scans', 'retry', order)).code, 'it is filed').to.equal(1);
    expect((await clinic.quick('scans', 'show', '999')).code).to.equal(2);

    clinic.simulator.setSwitches({ ideNotReady: 99 });
    await clinic.drop('A-2.json', request('A-2'));
    await clinic.once();
    const waiting = clinic.simulator.scan(clinic.simulator.rxs()[1]!.rxId);
    expect((await clinic.once()).code).to.equal(4);
    const list = await clinic.json<{ scans: Scan[] }>('scans', 'list', '--state', 'failed');
    expect(list.scans.map(({ orderId }) => orderId)).to.deep.equal([String(waiting.orderId)]);
    clinic.simulator.setSwitches({ ideNotReady: 0 });
    await done('scans', 'retry', String(waiting.orderId));
    expect((await clinic.once()).code).to.equal(0);
    expect((await clinic.json<{ scans: Scan }>('scans', 'show', String(waiting.orderId))).scans.state).to.equal(
      'filed',
    );
  });

  it('leaves a dismissed scan unfiled, and takes it up again when told', async () => {
    await open();
    const order = String(
      clinic.simulator.addOrder({ firstName: 'Walk', lastName: 'In-Sample', chartNumber: '9' }).orderId,
    );
    expect((await clinic.once()).code).to.equal(4);
    await done('review', 'dismiss', order);
    expect((await clinic.once()).code).to.equal(0);
    expect((await clinic.json<{ review: object[] }>('review', 'list')).review).to.deep.equal([]);
    expect((await clinic.quick('review', 'assign', order, '9')).code).to.not.equal(0);
    await done('scans', 'retry', order);
    expect((await clinic.once()).code).to.equal(4);
    expect((await clinic.json<{ review: object[] }>('review', 'list')).review).to.have.length(1);
  });

  it('simulates a cloud that a configuration can use at once, until it is stopped', async () => {
    clinic = await SampleClinic.open();
    await writeFile(join(clinic.folder, 'bad.yaml'), 'faults: [{ do: { status: many } }]\n');
    expect((await clinic.cli('simulate', '--scenario', 'bad.yaml')).code).to.equal(2);
    await writeFile(join(clinic.folder, 'scenario.yaml'), 'switches: { pageOrder: newest }\n');
    const simulator = clinic.start('simulate', '--scenario', 'scenario.yaml');
    await until(
      () => simulator.stdout.includes('clientId:'),
      () => simulator.stderr,
    );
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(simulator.stdout) ?? [];
    expect((await fetch(`${url}/simulator`)).status).to.equal(200);
    expect((await simulator.stop()).code).to.equal(0);
  });
});
