import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { HOST, makeDatabase, PracticeHands, PrivateServer } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { CANARY, CanaryClinic, NEEDLES, OTHER } from './canary-clinic.js';

const PASSWORD = 'a secret of the database';

describe('where patient data of Open Dental goes, by the command line', () => {
  let server: PrivateServer;
  let practice: Awaited<ReturnType<PrivateServer['connect']>>;
  let canary: CanaryClinic;

  before(async function () {
    const started = await PrivateServer.start();
    if (started === undefined) {
      if (process.env['CI'] === 'true') throw new Error('MariaDB is needed for these tests');
      process.stderr.write('\nSKIPPED, since this computer has no MariaDB: where patient data of Open Dental goes\n');
      this.skip();
    }
    server = started;
    practice = await server.connect();
    await makeDatabase(practice, 'opendental', '25.4');
  });
  after(async () => {
    await canary?.close();
    await practice?.end();
    await server?.close();
  });

  it('is image folder, ledger and screen, whatever is done and fails', async () => {
    const hands = new PracticeHands(practice);
    const provider = await hands.addProvider({ abbr: 'DrSample', last: 'Sample', first: 'Ada' });
    await hands.addCategory({ name: 'Photos' });
    await hands.createAccount('chairside', PASSWORD, ['SELECT ON opendental.*']);
    const [last, first] = [CANARY.lastName, CANARY.firstName];
    const patient = await hands.addPatient({ last, first, birthDate: CANARY.dateOfBirth, gender: 'female' });
    await hands.addVisit({ patient, provider, procedures: [{ code: 'D2740', tooth: '14' }] });
    const database = { host: HOST, port: server.port, user: 'chairside', password: PASSWORD };
    const adapter = { use: 'opendental', database, files: { root: './images', category: 'Photos' } };
    canary = await CanaryClinic.open({ clinic: { adapter, patients: { pushUpdates: true } } });
    const { clinic } = canary;
    const images = join(clinic.folder, 'images');
    await mkdir(join(images, 'A'), { recursive: true });
    clinic.simulator.setSwitches({ patientUpdates: true });

    const service = await canary.serve();
    const till = (condition: () => boolean | Promise<boolean>): Promise<void> => canary.until(service, condition);
    await till(() => clinic.simulator.rxs().length === 1);
    const { orderId } = clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId, { captures: 1 });
    await till(() => service.stderr.includes('Scan is in the chart'));
    const taken = await canary.command('scans', 'withdraw', String(orderId));
    expect(taken.code, taken.stderr).to.equal(0);
    await till(async () => (await clinic.quick('review', 'list')).stdout.includes(String(orderId)));
    await canary.command('review', 'list');

    // A stranger under the patient's number; the folder and the database go away.
    clinic.simulator.addOrder({ ...OTHER, chartNumber: String(patient), rxId: null });
    await till(() => service.stderr.includes('SCAN_PATIENT_UNMATCHED'));
    await rename(images, join(clinic.folder, 'inbox', 'images'));
    await canary.command('review', 'assign', String(orderId), String(patient));
    await till(() => service.stderr.includes('CHART_UNREACHABLE'));
    await canary.plain('check');
    await practice.query("ALTER USER 'chairside'@'%' IDENTIFIED BY 'another'");
    await practice
      .query("SELECT concat('KILL ', id, ';') FROM information_schema.processlist WHERE user = 'chairside'")
      .then(async ([rows]) => {
        for (const row of rows as readonly object[]) await practice.query(String(Object.values(row)[0]));
      });
    await till(() => service.stderr.includes('DATABASE_'));
    for (const args of [['check'], ['practice', 'main-street']]) await canary.plain(...args);
    await canary.command('patients', 'search', 'main-street', '--last', last);
    await canary.ask();
    const { stderr } = await canary.keep(service);
    await canary.round();
    await canary.bundle(stderr);

    // All is back, and nothing is left of the work when it is done.
    await rename(join(clinic.folder, 'inbox', 'images'), images);
    await practice.query(`ALTER USER 'chairside'@'%' IDENTIFIED BY '${PASSWORD}'`);
    const back = await canary.serve();
    await canary.until(back, () => back.stderr.includes('Scan is in the chart'));
    await canary.keep(back);
    const shown = await clinic.quick('rx', 'list');
    expect(shown.code, shown.stderr).to.equal(0);
    expect(NEEDLES.in((await clinic.quick('review', 'list')).stdout), 'the screen has it').not.to.deep.equal([]);
    expect(await canary.leaks()).to.deep.equal([]);
  });
});
