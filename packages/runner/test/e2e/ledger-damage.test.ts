import { createHash } from 'node:crypto';
import { open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { request, SampleClinic, until } from './sample-clinic.js';

interface LedgerJson {
  readonly lastCopy: string | null;
  readonly trouble: { readonly code: string } | null;
  readonly restored: { readonly code: string; readonly copyOf: string } | null;
}
interface StatusJson {
  readonly clinics: readonly {
    readonly ledger: LedgerJson;
    readonly rx: Readonly<Record<string, number>>;
    readonly scans: Readonly<Record<string, number>>;
    readonly needsPerson: readonly { readonly key: string; readonly code: string }[];
  }[];
}

const MOLAR = { chartNumber: '1002', firstName: 'Test', lastName: 'Molar' };
const CANINE = { chartNumber: '1003', firstName: 'Made', lastName: 'Canine' };

/** Everything but the first page, which says what kind of file it is, becomes noise. */
async function damage(path: string): Promise<void> {
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  await file.write(Buffer.alloc(size - 4096, 0xa5), 0, size - 4096, 4096);
  await file.close();
}

describe('a ledger that is damaged', () => {
  let clinic: SampleClinic;
  let ledger: string;
  let data: string;
  beforeEach(async () => {
    clinic = await SampleClinic.open();
    expect((await clinic.pair()).code).to.equal(0);
    data = join(clinic.folder, 'data');
    ledger = join(data, 'ledger.db');
    const first = await clinic.once();
    expect(first.code, first.stderr).to.equal(0);
  });
  afterEach(() => clinic.close());

  const status = async (): Promise<StatusJson['clinics'][number]> =>
    (await clinic.json<StatusJson>('status')).clinics[0]!;
  const aside = async (): Promise<readonly string[]> =>
    (await readdir(data)).filter((name) => name.startsWith('ledger.db.corrupt-'));
  const charts = async (): Promise<Readonly<Record<string, string>>> => {
    const files = await clinic.files('charts');
    const hashed = files.map(async (path) => {
      const bytes = await readFile(join(clinic.folder, 'charts', path));
      return [path, createHash('sha256').update(bytes).digest('hex')] as const;
    });
    return Object.fromEntries(await Promise.all(hashed));
  };

  it('goes on from its last good copy, and sends and files nothing a second time', async () => {
    const { lastCopy } = (await status()).ledger;
    expect(Date.parse(lastCopy ?? ''), 'made by the first round').to.be.greaterThan(Date.now() - 600_000);
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.drop('B-1.json', request('B-1', { patient: MOLAR }));
    await clinic.drop('C-1.json', request('C-1', { patient: CANINE }));
    await clinic.once();
    await clinic.drop('C-off.json', { action: 'cancel', requestId: 'C-1' });
    const rxOf = async (id: string): Promise<string> => (await clinic.result(id))?.rxId ?? '';
    clinic.simulator.scan(await rxOf('A-1'));
    await clinic.once();
    const [scanned, waiting] = [await rxOf('A-1'), await rxOf('B-1')];
    expect((await clinic.result('C-1'))?.state).to.equal('withdrawn');
    const before = await charts();
    expect(Object.keys(before)).to.satisfy((paths: string[]) => paths.some((path) => path.endsWith('/r1/scan.json')));
    const sent = clinic.simulator.rxs();
    await damage(ledger);
    const bytes = await readFile(ledger);

    const asked = await clinic.quick('status');
    expect(asked.code).to.equal(1);
    expect(asked.stderr).to.include('LEDGER_CORRUPT');
    expect(await aside(), 'a command leaves it where it is').to.deep.equal([]);

    const service = clinic.start('run');
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    await until(
      async () => {
        const [a, b, c] = await Promise.all(['A-1', 'B-1', 'C-1'].map((id) => clinic.result(id)));
        const { rx, scans } = await status();
        const known = rx['scanned'] === 1 && rx['submitted'] === 1 && scans['filed'] === 1;
        return known && a!.files.length > 0 && b!.rxId === waiting && c!.state === 'withdrawn';
      },
      () => service.stderr,
    );
    const now = await status();
    expect(service.stderr).to.include('LEDGER_CORRUPT').and.to.include('LEDGER_RESTORED');
    expect(now.ledger.restored).to.deep.include({ code: 'LEDGER_RESTORED', copyOf: lastCopy });
    expect(now.needsPerson).to.deep.equal([]);
    expect(clinic.simulator.rxs(), 'none more, none fewer').to.deep.equal(sent);
    expect(await charts(), 'nothing twice in the chart').to.deep.equal(before);

    const [kept, ...others] = await aside();
    expect(others).to.deep.equal([]);
    expect((await readFile(join(data, kept!))).equals(bytes), 'the damaged one is kept as it was').to.equal(true);
    const { audit } = await clinic.json<{ audit: readonly { action: string; detail: string | null }[] }>('audit');
    expect(audit.find(({ action }) => action === 'ledger restored')?.detail).to.equal(`from the copy of ${lastCopy}`);
    expect(audit.filter(({ action }) => action === 'rx recalled')).to.have.length(2);
    // A restart asks for nothing again.
    expect((await service.stop()).code).to.equal(0);
    const again = await clinic.once();
    expect(again.code, again.stderr).to.equal(0);
    expect(clinic.simulator.rxs()).to.deep.equal(sent);
    // What was told before may have been told again, in its order; by now it has come to its end.
    expect([await rxOf('A-1'), await rxOf('B-1')]).to.deep.equal([scanned, waiting]);
    expect((await clinic.result('A-1'))?.state).to.equal('scanned');
    expect((await clinic.result('B-1'))?.state).to.equal('submitted');
    expect((await clinic.result('C-1'))?.state).to.equal('withdrawn');
    expect((await clinic.quick('status')).stdout).to.include('goes on from its last good copy');
    await rm(join(data, kept!));
    expect((await status()).ledger.restored, 'told until the damaged one is removed').to.equal(null);
  });

  it('takes nothing for filed that came since, and gives it a place of its own beside what is in the chart', async () => {
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    const { orderId } = clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    await clinic.once();
    const before = await charts();
    await damage(ledger);
    clinic.simulator.rescan(orderId);
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    const after = await charts();
    const pointer = Object.keys(before).find((path) => path.endsWith('current.json'))!;
    expect(after).to.deep.include({ ...before, [pointer]: after[pointer] });
    const added = Object.keys(after).filter((path) => !(path in before));
    expect(added.some((path) => path.endsWith('/r2/scan.json'))).to.equal(true);
    expect(added.every((path) => path.includes('/r2/'))).to.equal(true);
  });

  it('is found while the service runs, which ends and says so; the next start goes on', async () => {
    const service = clinic.start('run');
    await until(
      () => service.stderr.includes('Listening'),
      () => service.stderr,
    );
    const beside = new Database(ledger);
    beside.prepare("INSERT INTO cursors VALUES ('', 'beside', '1')").run();
    beside.pragma('wal_checkpoint(TRUNCATE)');
    await damage(ledger);
    // What another connection wrote makes the service read the file again.
    beside.prepare("UPDATE cursors SET value = '2' WHERE name = 'beside'").run();
    const ended = await service.ended;
    beside.close();
    expect(ended.code).to.equal(1);
    expect(ended.stderr).to.match(/^LEDGER_CORRUPT: /m);
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect((await status()).ledger.restored).not.to.equal(null);
  });

  it('is refused where no copy is good, with what to do, and left as it is', async () => {
    const [copy] = await readdir(join(data, 'backups'));
    await damage(join(data, 'backups', copy!));
    await damage(ledger);
    const bytes = await readFile(ledger);
    for (const command of [['run'], ['run', '--once']]) {
      const refused = await clinic.cli(...command);
      expect(refused.code).to.equal(command.length === 1 ? 1 : 4);
      expect(refused.stderr).to.include('LEDGER_NO_COPY').and.to.include('look at the scanner first');
    }
    expect((await readFile(ledger)).equals(bytes)).to.equal(true);
    expect(await aside()).to.deep.equal([]);
  });

  it('is put back too where the file is empty or gone', async () => {
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    await writeFile(ledger, '');
    expect((await clinic.once()).code).to.equal(0);
    expect((await status()).rx).to.deep.equal({ submitted: 1 });
    await rm(ledger);
    const asked = await clinic.quick('status');
    expect(asked.stderr).to.include('LEDGER_CORRUPT');
    expect((await clinic.once()).code).to.equal(0);
    expect((await status()).rx).to.deep.equal({ submitted: 1 });
    expect(clinic.simulator.rxs()).to.have.length(1);
  });

  it('or older, put there by somebody, sends nothing a second time either', async () => {
    const older = await readFile(ledger);
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    await writeFile(ledger, older);
    await clinic.drop('A-1.json', request('A-1'));
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(0);
    expect((await status()).rx).to.deep.equal({ submitted: 1 });
    expect(clinic.simulator.rxs()).to.have.length(1);
  });

  it('holds every RX where what was sent is lost as well', async () => {
    await clinic.drop('A-1.json', request('A-1'));
    await clinic.once();
    await damage(ledger);
    await writeFile(join(data, 'outside.db'), 'no database any more');
    const round = await clinic.once();
    expect(round.code, round.stderr).to.equal(4);
    expect((await status()).needsPerson).to.have.length(1);
    expect((await status()).needsPerson[0]).to.deep.include({ key: 'A-1', code: 'RX_SENT_FORGOTTEN' });
    expect(clinic.simulator.rxs()).to.have.length(1);
    expect((await clinic.quick('rx', 'dismiss', 'A-1')).code).to.equal(0);
  });

  it('or of a newer version is refused by every command, and left as it is', async () => {
    const db = new Database(ledger);
    db.pragma('user_version = 999');
    db.close();
    for (const command of [['run'], ['run', '--once'], ['status'], ['check']]) {
      const refused = await clinic.cli(...command);
      expect(refused.code, command.join(' ')).not.to.equal(0);
      expect(refused.stderr + refused.stdout).to.include('newer version of Chairside');
    }
    const after = new Database(ledger, { readonly: true });
    expect(after.pragma('user_version', { simple: true })).to.equal(999);
    after.close();
    expect(await aside()).to.deep.equal([]);
  });

  it('says in status and in the log why the daily copy could not be made', async () => {
    await rm(join(data, 'backups'), { recursive: true });
    await writeFile(join(data, 'backups'), 'in the way');
    const round = await clinic.once();
    expect(round.code).to.equal(1);
    expect(round.stderr).to.include('BACKUP_FAILED');
    const told = await clinic.quick('status');
    expect(told.stdout).to.include('The daily copy of the ledger could not be made');
    await rm(join(data, 'backups'));
    expect((await clinic.once()).code).to.equal(0);
    expect((await status()).ledger).to.deep.include({ trouble: null });
  });
});
