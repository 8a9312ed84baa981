import * as maker from '@chairside/opendental-practice';
import { expect } from 'chai';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '../../dist/cli/command-error.js';
import { makeOpenDentalPractice } from '../../dist/cli/demo-open-dental.js';
import { SampleClinic, until, type Running } from './sample-clinic.js';

/** What a patient's folder holds, without the category and the day. */
function plain(names: readonly string[]): readonly string[] {
  return names.map((name) => name.replace(/^_103_iTero \d{4}-\d\d-\d\d /, '').replace(/ \d{9} /, ' ')).sort();
}

describe('the demo with Open Dental', () => {
  let clinic: SampleClinic;
  let folder: string;
  let temporary: string;
  let running: Running | undefined;

  before(async function () {
    if ((await maker.findServer()) !== undefined) return;
    if (process.env['CI'] === 'true') throw new Error('MariaDB is needed for these tests');
    process.stderr.write('\nSKIPPED, since this computer has no MariaDB: the demo with Open Dental\n');
    this.skip();
  });
  beforeEach(async () => {
    clinic = await SampleClinic.open();
    folder = join(clinic.folder, 'demo');
    temporary = join(clinic.folder, 'temporary');
    await mkdir(temporary);
  });
  afterEach(async () => {
    // A demo that is killed could not end its database server.
    await running?.stop();
    running = undefined;
    await clinic.close();
  });

  const demo = (...args: readonly string[]): Running => {
    running = clinic.startWith({ env: { TMPDIR: temporary } }, 'demo', '--open-dental', '--dir', folder, ...args);
    return running;
  };

  /** The folders of database servers that were left. */
  const servers = async () => (await readdir(temporary)).filter((name) => name.startsWith('chairside'));

  it('shows the way from the visits of a day to the image folders of the patients, and leaves no server behind', async () => {
    const { code, stdout, stderr } = await demo('--once').ended;
    expect(code, stderr).to.equal(0);
    const [, book = ''] = stdout.split("What became of tomorrow's book:");
    expect(book).to.match(/09:00 .*a crown on 14 .*fixed-restorative .*scanned, order \d+$/m);
    expect(book).to.match(/10:00 .*a cleaning and a check-up .*asks for no scan$/m);
    expect(book).to.match(/11:00 .*a bridge from 3 to 5 .*fixed-restorative .*scanned, order \d+$/m);
    expect(book).to.match(/13:30 .*a night guard .*night-guard-8 .*scanned, order \d+$/m);
    expect(book).to.match(/15:00 .*an interim crown on 30 .*waits for: rx approve \d+:fixed-restorative$/m);

    const images = join(folder, 'images');
    expect(await readdir(join(images, 'I'))).to.deep.equal(['IncisorSample']);
    const filed = plain(await readdir(join(images, 'I', 'IncisorSample')));
    expect(filed).to.include.members(['Fixed Restorative r1.zip', 'Fixed Restorative r1 picture front.jpg']);
    expect(filed.filter((name) => name.endsWith('.jpg'))).to.have.length(6);
    expect(await readdir(join(images, 'M'))).to.have.length(1);
    expect(await readdir(join(images, 'P'))).to.have.length(1);
    expect(await readdir(images)).not.to.include('W');
    expect(await servers()).to.deep.equal([]);
  });

  it('stays up for whoever wants to look on, with an account that may read just what it must', async () => {
    const shown = demo();
    await until(() => shown.stdout.includes('It stays up'));
    const file = join(folder, 'chairside.yaml');
    const checked = await clinic.cli('check', '--config', file);
    expect(checked.code, checked.stdout).to.equal(0);
    expect(checked.stdout).to.match(/^ok .*database: Open Dental 25\.4 /m);
    expect(checked.stdout).to.match(/^ok .*files\.root: /m);
    expect(checked.stdout).not.to.match(/^warning .*database/m);

    expect((await shown.stop('SIGINT')).code, shown.stderr).to.equal(0);
    expect(await servers()).to.deep.equal([]);
  });

  it('says that what a person took out is not brought back, and takes a wrong filing out of the image folder', async () => {
    const shown = demo();
    await until(() => shown.stdout.includes('It stays up'));
    const at = ['--config', join(folder, 'chairside.yaml')];
    let wrong = '';
    await until(async () => {
      const { scans } = await clinic.json<{ scans: { orderId: string; state: string }[] }>('scans', 'list', ...at);
      wrong = scans.find(({ state }) => state === 'filed')?.orderId ?? '';
      return wrong !== '';
    });
    const images = async (): Promise<readonly string[]> =>
      (await readdir(join(folder, 'images'), { recursive: true })).filter((path) => path.includes(` ${wrong} `));
    const [taken = ''] = await images();
    await rm(join(folder, 'images', taken));
    const again = await clinic.cli('scans', 'redeliver', wrong, ...at);
    expect(again.stdout).to.include('those are not brought back').and.to.include(`chairside scans withdraw ${wrong}`);
    await until(async () => {
      const { scans } = await clinic.json<{ scans: { state: string } }>('scans', 'show', wrong, ...at);
      return scans.state === 'filed';
    });
    expect(await images()).not.to.include(taken);
    const before = (await images()).length;
    expect(before).to.be.greaterThan(5);
    expect((await clinic.cli('scans', 'withdraw', wrong, ...at)).code).to.equal(0);
    await until(async () => (await images()).every((path) => path.startsWith(join('.chairside', 'withdrawn'))));
    expect(await images()).to.have.length(before);
    const { stdout } = await clinic.cli('review', 'list', ...at);
    expect(stdout).to.include(`order ${wrong}`).and.to.include('a person took it back');
    expect(stdout).not.to.include('to be deleted');
    expect((await shown.stop('SIGINT')).code, shown.stderr).to.equal(0);
  });

  it('says what to install where there is no MariaDB', async () => {
    const nowhere = { ...maker, PrivateServer: { start: async () => undefined } } as unknown as typeof maker;
    const refused = await makeOpenDentalPractice(folder, nowhere).catch((error: unknown) => error);
    expect(refused).to.be.instanceOf(CommandError);
    expect(String(refused)).to.include('apt-get install mariadb-server');
    expect((refused as CommandError).exitCode).to.equal(1);
  });
});
