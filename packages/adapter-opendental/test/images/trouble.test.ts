import { expect } from 'chai';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { errorOf } from '../support/error-of.js';
import { describeWithServer, signal } from '../support/server.js';
import { ImageHouse } from './support/image-house.js';

const CHILD = fileURLToPath(new URL('support/deliver-all.js', import.meta.url));
const ORDERS = 8;
const KILLS = 8;

/** Starts filing and kills the process `after` milliseconds later, wherever it is then. */
async function killed(told: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, told], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await wait(after);
  child.kill('SIGKILL');
  await ended;
}

/** Whether an ordinary user of this system may mount a disk that nobody else sees. */
function mayMount(): boolean {
  return spawnSync('unshare', ['-rm', 'true']).status === 0;
}

/** Files in a process of its own, on a disk that is mounted over the image folder by `mount`. */
async function onDisk(mount: string, root: string, told: string): Promise<readonly string[]> {
  const script = `root=$1; ${mount}; "$2" "$3" "$4"; find "$root" -type f`;
  const child = spawn('unshare', ['-rm', 'sh', '-ec', script, 'sh', root, process.execPath, CHILD, told], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  await once(child, 'close');
  return said.trim().split('\n');
}

describeWithServer('filing in the image folder', () => {
  let house: ImageHouse;

  before(async () => {
    house = await ImageHouse.open();
  });
  beforeEach(() => house.tidy());

  const patient = () => house.hands.addPatient({ last: 'Sample', first: 'Test', imageFolder: 'SampleTest' });

  it('is whole and once after any number of kills, and leaves nothing hidden behind', async () => {
    const who = await patient();
    const deliveries = await Promise.all(
      Array.from({ length: ORDERS }, (_, index) =>
        house.delivery(who, { revision: index + 1, text: `${index}`.repeat(400_000) }),
      ),
    );
    const told = await house.tellProcess(deliveries);
    for (let kill = 0; kill < KILLS; kill += 1) {
      await killed(told, kill * 40);
      if (kill % 3 === 0) await house.imaging.open(who);
    }
    const sink = house.sink();
    for (const delivery of deliveries) {
      const receipt = await sink.deliver(delivery, signal);
      expect(await sink.holds(receipt, signal)).to.equal('held');
    }
    await house.imaging.open(who);
    expect(await house.names('S/SampleTest')).to.have.length(ORDERS * 4);
    expect(await house.imaging.documents(who)).to.have.length(ORDERS * 4);
    expect(await house.names('.chairside/pending/main-street')).to.deep.equal([]);
  });

  it('waits on a full disk, and frees what it had taken of it', async function () {
    if (!mayMount()) this.skip();
    const delivery = await house.delivery(await patient(), { text: 'x'.repeat(50_000) });
    const told = await house.tellProcess([delivery]);
    const mount = 'mount -t tmpfs -o size=128k chairside "$root"; mkdir "$root/A"';
    const said = await onDisk(mount, house.root, told);
    expect(said.slice(0, 2)).to.deep.equal(['ready', 'CHART_FULL']);
    expect(said.filter((path) => path.includes('SampleTest'))).to.deep.equal([]);
  });

  it('waits where the share may only be read', async function () {
    if (!mayMount()) this.skip();
    const told = await house.tellProcess([await house.delivery(await patient())]);
    const mount = 'mount --bind "$root" "$root"; mount -o remount,bind,ro "$root"';
    expect((await onDisk(mount, house.root, told)).slice(0, 2)).to.deep.equal(['ready', 'CHART_UNREACHABLE']);
    expect(await house.tree()).to.deep.equal([]);
  });

  it('gives files the rights that any new file gets there, not those of staging', async () => {
    const delivery = await house.delivery(await patient());
    await chmod(delivery.archives[0]!.path, 0o400);
    const receipt = await house.deliver(delivery);
    const modes = await Promise.all(
      receipt.files.map(async ({ path }) => ((await stat(join(house.root, path))).mode & 0o777).toString(8)),
    );
    expect(new Set(modes)).to.have.length(1);
    expect(modes[0]).to.equal((0o666 & ~process.umask()).toString(8));
  });

  it('refuses a copy that is not what was staged', async () => {
    const delivery = await house.delivery(await patient());
    const archives = delivery.archives.map((archive) => ({ ...archive, sha256: '0'.repeat(64) }));
    expect((await errorOf(house.deliver({ ...delivery, archives })))?.code).to.equal('CHART_READ_BACK');
    expect(await house.tree()).to.deep.equal([]);
  });

  it('waits while Open Dental updates its database, and says nothing of what is in the chart', async () => {
    const delivery = await house.delivery(await patient());
    const receipt = await house.deliver(delivery);
    await house.hands.setPreference('UpdateInProgressOnComputerName', 'SAMPLE-PC');
    expect((await errorOf(house.holds(receipt)))?.code).to.equal('DATABASE_UPDATING');
    expect((await errorOf(house.deliver(delivery)))?.code).to.equal('DATABASE_UPDATING');
    expect(await house.probe()).to.have.length(1);
    await house.hands.setPreference('UpdateInProgressOnComputerName', '');
    expect(await house.holds(receipt)).to.equal('held');
  });

  it('says that it cannot look while the image folder is down, not that files are gone', async () => {
    const delivery = await house.delivery(await patient());
    const receipt = await house.deliver(delivery);
    await house.hands.setPreference('DocPath', house.path('down'));
    expect((await errorOf(house.holds(receipt)))?.code).to.equal('CHART_UNREACHABLE');
    expect((await errorOf(house.withdraw(receipt)))?.code).to.equal('CHART_UNREACHABLE');
    expect(await readdir(house.dir)).to.not.include('down');
  });

  it('reads a patient’s documents by an index', async () => {
    const { database, practice } = house.practice;
    // In a table of a few rows no index is worth its while.
    for (let other = 1; other <= 200; other += 1) await house.hands.addDocument({ patient: other, fileName: 'x.jpg' });
    await house.deliver(await house.delivery(await patient()));
    const statement = database.asked.findLast((asked) => asked.includes('FROM document'));
    const [rows] = await practice.query(`EXPLAIN ${statement}`.replace('?', '7'));
    expect(rows).to.have.nested.property('[0].key').that.is.oneOf(['PatNum', 'PNDC']);
  });

  it('tells nobody a name: no error says which patient or folder it was', async () => {
    const who = await house.hands.addPatient({ last: 'Secretname', first: 'Test', imageFolder: 'Secretname/..' });
    const error = await errorOf(house.deliver(await house.delivery(who)));
    expect(JSON.stringify([error?.message, error?.detail, error?.advice])).to.not.include('Secretname');
  });
});
