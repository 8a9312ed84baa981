import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { freePort } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { CANARY, CanaryClinic, NEEDLES, OTHER, WORDS } from './canary-clinic.js';
import { CRASH_SIGNAL } from './failing.js';
import { request } from './sample-clinic.js';

const ROSTER = 'chartNumber,firstName,lastName,dateOfBirth\n';
const OF_CANARY = `${CANARY.chartNumber},${CANARY.firstName},${CANARY.lastName},${CANARY.dateOfBirth}\n`;

describe('where patient data goes, by the command line', () => {
  let canary: CanaryClinic;
  afterEach(() => canary.close());

  const roster = (rows: string): Promise<void> =>
    writeFile(join(canary.clinic.folder, 'patients.csv'), `${ROSTER}${rows}`);
  const inChart = async (pattern: RegExp): Promise<boolean> =>
    (await canary.clinic.files('charts')).some((path) => pattern.test(path));

  it('is chart, ledger and screen, whatever is done', async () => {
    const port = await freePort();
    canary = await CanaryClinic.open({
      adapter: { roster: './patients.csv' },
      clinic: { patients: { pushUpdates: true, updateById: true } },
      top: { webhook: { host: '127.0.0.1', port, publicUrl: `http://127.0.0.1:${port}` } },
    });
    const { clinic } = canary;
    clinic.simulator.setSwitches({ patientUpdates: true });
    await roster(OF_CANARY);
    const service = await canary.serve();
    const till = (condition: () => boolean | Promise<boolean>): Promise<void> => canary.until(service, condition);

    // Sent, changed and sent anew; cancelled; approved by hand, since the code says nothing.
    await canary.request('A-1');
    await canary.request('A-2');
    await canary.request('A-3', { procedureMapId: undefined, procedureCode: WORDS });
    await till(async () => (await canary.state('A-1')) === 'submitted' && (await canary.state('A-2')) === 'submitted');
    await canary.request('A-1', { notes: `${WORDS}, again` });
    await clinic.drop('A-2b.json', { action: 'cancel', requestId: 'A-2' });
    await till(async () => (await canary.state('A-2')) === 'withdrawn');
    await till(() => clinic.simulator.rxs().filter(({ state }) => state === 'open').length === 1);
    await canary.command('rx', 'approve', 'A-3', '--procedure', '30');
    await till(async () => (await canary.state('A-3')) === 'submitted');

    // Scanned, with captures, and scanned again.
    const [first] = clinic.simulator.rxs().filter(({ state }) => state === 'open');
    const { orderId } = clinic.simulator.scan(first!.rxId, { captures: 1 });
    await till(() => inChart(/\/captures\/./));
    clinic.simulator.rescan(orderId);
    await till(() => inChart(/\/r2\/scan\.json$/));

    // Patients: the practice's change is told to iTero, then an operator's.
    await roster(OF_CANARY.replace(CANARY.lastName, OTHER.lastName));
    const atItero = (lastName: string) => (): boolean =>
      clinic.simulator.patients().some((patient) => patient.lastName === lastName);
    await till(atItero(OTHER.lastName));
    const { chartNumber, lastName, firstName } = CANARY;
    await canary.searchSlowly(OTHER.lastName);
    await canary.command('patients', 'search', 'main-street', '--first', 'Nobody', '--last', lastName, '--json');
    const update = ['patients', 'update', 'main-street', '--chart', chartNumber, '--last', lastName, '--yes'];
    await canary.command(...update);
    await canary.command(...update, '--first', firstName, '--json');
    await till(atItero(lastName));

    // A stranger's scan, assigned, taken out of the chart and assigned anew; and one that is fetched anew.
    const { orderId: stranger } = clinic.simulator.addOrder({ ...OTHER, chartNumber: CANARY.chartNumber, rxId: null });
    const inReview = async (): Promise<boolean> =>
      (await clinic.quick('review', 'list')).stdout.includes(String(stranger));
    await till(inReview);
    const filed = async (): Promise<boolean> =>
      (await clinic.quick('scans', 'list', '--state', 'filed')).stdout.includes(String(stranger));
    expect((await canary.command('review', 'assign', String(stranger), CANARY.chartNumber)).code).to.equal(0);
    await till(filed);
    const withdrawn = await canary.command('scans', 'withdraw', String(stranger));
    expect(withdrawn.code, withdrawn.stderr).to.equal(0);
    await till(inReview);
    await canary.command('review', 'list');
    await canary.command('review', 'assign', String(stranger), CANARY.chartNumber);
    await till(filed);
    expect((await canary.command('scans', 'redeliver', String(orderId))).code).to.equal(0);
    for (const args of [
      ['rx', 'list'],
      ['rx', 'show', 'A-1'],
      ['scans', 'list'],
      ['scans', 'show', String(orderId)],
    ])
      await canary.command(...args);
    for (const args of [
      ['review', 'list'],
      ['review', 'assign', String(orderId), lastName],
      ['patients', 'list', 'main-street'],
      ['audit'],
      ['rx', 'dismiss', 'A-1'],
      ['rx', 'withdraw', 'A-3'],
    ])
      await canary.command(...args);
    for (const args of [['check'], ['status'], ['status', '--json'], ['practice', 'main-street']])
      await canary.plain(...args);
    await canary.ask();
    const { stderr, code } = await canary.keep(service);
    expect(code, stderr).to.equal(0);
    expect(stderr, 'the webhook was at work').to.include('A notification came');
    const bundle = await canary.bundle(stderr);
    expect([...bundle.keys()]).to.include.members(['manifest.json', 'log.json', 'ledger.json', 'check.json']);
    expect(bundle.get('log.json')!.toString()).to.include('Scan is in the chart');

    expect(await inChart(new RegExp(`^${chartNumber}_`)), 'the chart has it').to.equal(true);
    expect(NEEDLES.in((await clinic.quick('rx', 'show', 'A-1')).stdout), 'the screen has it').not.to.deep.equal([]);
    expect(await canary.leaks()).to.deep.equal([]);
  });

  it('is chart, ledger and screen, whatever fails', async () => {
    canary = await CanaryClinic.open({ adapter: { roster: './patients.csv', settle: '20ms' } });
    const { clinic } = canary;
    await roster(OF_CANARY);
    const service = await canary.serve();
    const till = (condition: () => boolean | Promise<boolean>): Promise<void> => canary.until(service, condition);

    // Refused by a cloud that repeats what it was sent; a doctor and a code that are words about the patient.
    clinic.simulator.faults.add({ match: { path: '/scan-request' }, do: { status: 400, echo: true } });
    await canary.request('R-1');
    await canary.request('R-2', { doctor: WORDS, doctorId: undefined });
    await canary.request('R-3', { procedureMapId: undefined, procedureCode: `${WORDS} ${CANARY.lastName}` });
    await till(() => service.stderr.includes('RX_REFUSED') && service.stderr.includes('RX_DOCTOR_UNMAPPED'));
    const shown = await canary.command('rx', 'show', 'R-1');
    expect(NEEDLES.in(shown.stdout), 'the screen shows the complaint').to.include('Kanärius');
    await canary.command('rx', 'resend', 'R-1');
    clinic.simulator.faults.clear();
    clinic.simulator.faults.add({ match: { path: '/scan-request', nth: 1 }, do: { drop: 'after' } });
    await till(() => service.stderr.includes('RX_IN_DOUBT'));

    // Request files that cannot be used, named after the patient; a request that contradicts another.
    const { firstName, lastName, chartNumber } = CANARY;
    await clinic.drop(`${lastName}.json`, `{ "patient": { "lastName": "${lastName}", `);
    await clinic.drop(
      `${firstName}.csv`,
      `requestId;chartNumber;firstName;lastName;dateOfBirth\nB-1;${chartNumber};;${lastName};1933-07-21\nB-2;${chartNumber};${OTHER.firstName};${lastName};21.07.1933x\n`,
    );
    await clinic.drop('latin.csv', Buffer.from(`${lastName};${firstName}\n"${WORDS}`, 'latin1'));
    const hl7 = [
      'MSH|^~\\&|DPMS|P|C|H|20260304093000||ORM^O01|M-1|P|2.5',
      `PID|1||${chartNumber}^^^A^MR||${lastName}^${firstName}||x`,
    ];
    await clinic.drop(`${firstName}.hl7`, `${[...hl7, 'ORC|NW|H-1', `OBR|1|H-1||${WORDS}`].join('\r')}\r`);
    await clinic.drop(`${lastName}.gdt`, Buffer.from(`01380006302\r\n0173101${lastName}\r\n`, 'latin1'));
    await clinic.drop('C-1.json', request('C-1', { patient: { ...CANARY, ...OTHER, dateOfBirth: '1950-01-01' } }));
    await till(async () => (await clinic.files('inbox/.failed')).length >= 5);

    // Broken downloads, a full disk, a share that is gone, a cloud that is down.
    await canary.request('S-1', { patient: { ...CANARY, chartNumber: `${chartNumber}1` } });
    await till(async () => (await canary.state('S-1')) === 'submitted');
    const rx = clinic.simulator.rxs().findLast(({ state }) => state === 'open')!;
    clinic.simulator.faults.add({ match: { path: '/download/IDE', nth: 1 }, do: { corruptAt: 4_000 } });
    clinic.simulator.faults.add({ match: { path: '/download/IDE', nth: 2 }, do: { cutBody: 2_000 } });
    await writeFile(canary.diskFull, '');
    clinic.simulator.scan(rx.rxId, { captures: 1 });
    await till(() => service.stderr.includes('STAGING_FULL'));
    const charts = join(clinic.folder, 'charts');
    await rename(charts, join(clinic.folder, 'outbox', 'charts-elsewhere'));
    await writeFile(charts, 'no folder');
    await rm(canary.diskFull);
    await till(() => service.stderr.includes('CHART_UNREACHABLE'));
    await clinic.simulator.stop();
    await till(() => service.stderr.includes('CLOUD_UNREACHABLE'));
    await canary.plain('check');
    await canary.command('status');
    await canary.command('outbox', 'list');
    await canary.command('patients', 'search', 'main-street', '--last', lastName);
    await canary.command(
      'patients',
      'update',
      'main-street',
      '--chart',
      chartNumber,
      '--last',
      OTHER.lastName,
      '--yes',
    );
    await canary.command(
      'patients',
      'update',
      'main-street',
      '--chart',
      chartNumber,
      '--birth-date',
      lastName,
      '--yes',
    );
    await canary.command('patients', 'nonsense', lastName);
    await canary.command('rx', 'dismiss', lastName);
    await canary.command('patients', 'search', 'main-street', `--updated-to=${lastName}`);
    await canary.command('review', 'assign', '77', `${firstName} ${lastName}`);
    await canary.ask();
    await canary.round();
    await clinic.simulator.resume();
    await rm(charts);
    await rename(join(clinic.folder, 'outbox', 'charts-elsewhere'), charts);
    await till(() => inChart(/current\.json$/));

    // Nobody caught it; killed in the middle; the ledger is noise.
    service.child.kill(CRASH_SIGNAL);
    const crashed = await service.ended;
    canary.outputs.set('crashed', crashed.stdout + crashed.stderr);
    expect(crashed.code).to.equal(1);
    expect(crashed.stderr).to.match(/^UNEXPECTED: /m);
    const killed = await canary.serve();
    clinic.simulator.addOrder({ firstName, lastName, chartNumber: `${chartNumber}1`, rxId: null });
    await canary.until(killed, () => clinic.simulator.requests().length > 0);
    await canary.keep(killed, 'SIGKILL');
    await canary.bundle(crashed.stderr);
    const data = join(clinic.folder, 'data');
    for (const name of ['ledger.db-wal', 'ledger.db-shm']) await rm(join(data, name), { force: true });
    await writeFile(
      join(data, 'ledger.db'),
      Buffer.from(`SQLite format 3\0${`${firstName} ${lastName} `.repeat(900)}`),
    );
    await canary.bundle(crashed.stderr);
    await canary.plain('check');
    await canary.round();
    await writeFile(join(clinic.folder, 'chairside.yaml'), `${lastName}: { "${WORDS}": [`);
    await canary.bundle();
    await canary.plain('check');
    expect(await canary.leaks()).to.deep.equal([]);
  });

  it('is found elsewhere by these tests, where somebody lets it out', async () => {
    canary = await CanaryClinic.open({});
    const { clinic } = canary;
    const { firstName, lastName } = CANARY;
    expect(await canary.leaks()).to.deep.equal([]);
    await writeFile(
      join(clinic.folder, 'careless.mjs'),
      `import { z } from ${JSON.stringify(import.meta.resolve('zod'))};
      const late = Buffer.from(${JSON.stringify(Buffer.from(lastName).toString('hex').split('').toReversed().join(''))}.split('').toReversed().join(''), 'hex').toString();
      const create = (options, { logger }) => {
        logger.warn('Cannot find ' + late);
        return { probe: async () => [], close: async () => undefined };
      };
      export const careless = { name: 'careless', apiVersion: '1.0', options: z.object({}), create };`,
    );
    await clinic.configure({ ...clinic.config, clinics: [{ id: 'main-street', adapter: { use: './careless.mjs' } }] });
    await canary.command('check');
    expect(await canary.leaks()).to.deep.equal(['stderr of check (1): Kanärius', 'stderr of check (1): Prüß']);

    const spilt: Readonly<Record<string, string | Buffer>> = {
      'data/staging/utf16': Buffer.from(firstName, 'utf16le'),
      'data/staging/latin': Buffer.from(lastName.toUpperCase(), 'latin1'),
      'tmp/base64': Buffer.from(`x${firstName} ${WORDS}`).toString('base64'),
      'tmp/address': encodeURIComponent(WORDS),
      'tmp/json': '{ "name": "Gelbschn\\u00e4bel" }',
      [`tmp/${lastName.normalize('NFD')}`]: '',
    };
    canary.outputs.clear();
    for (const [name, content] of Object.entries(spilt)) {
      await mkdir(dirname(join(clinic.folder, name)), { recursive: true });
      await writeFile(join(clinic.folder, name), content);
    }
    const places = (await canary.leaks()).map((leak) => leak.split(':')[0]!.normalize('NFD'));
    expect([...new Set(places)].toSorted()).to.deep.equal(Object.keys(spilt).toSorted());
  });
});
