import { mkdir, readdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { LedgerCopies } from '../../dist/ledger/ledger-copies.js';
import { rx } from './records.js';
import { TempLedger } from './temp-ledger.js';

const NEVER = new AbortController().signal;
const DAY = 24 * 60 * 60 * 1000;
const NOON = Date.parse('2026-03-20T12:00:00Z');

describe('the daily copies of the ledger', () => {
  let temp: TempLedger;
  let db: Database.Database;
  let copies: LedgerCopies;
  let folder: string;
  beforeEach(async () => {
    temp = await TempLedger.make();
    db = new Database(temp.file);
    copies = new LedgerCopies(temp.file);
    folder = join(temp.folder, 'backups');
  });
  afterEach(async () => {
    db.close();
    await temp.remove();
  });

  const days = async (): Promise<readonly string[]> => (await copies.list()).map(({ day }) => day);
  const failure = (made: Promise<void>): Promise<unknown> =>
    made.then(
      () => 'made',
      (thrown: unknown) => (ChairsideError.is(thrown) ? `${thrown.code} ${thrown.detail ?? ''}` : thrown),
    );

  it('hold what was committed, are one file each, and only their owner may read them', async () => {
    await temp.clinic.commit({ rx: [rx('A-1')] });
    expect(await copies.isDue(NOON)).to.equal(true);
    await copies.make(db, NOON, NEVER);
    expect(await copies.isDue(NOON)).to.equal(false);
    expect(await readdir(folder)).to.deep.equal(['ledger-2026-03-20.db']);
    if (process.platform !== 'win32') {
      expect((await stat(join(folder, 'ledger-2026-03-20.db'))).mode & 0o777).to.equal(0o600);
      expect((await stat(folder)).mode & 0o777).to.equal(0o700);
    }
    const copy = new Database(join(folder, 'ledger-2026-03-20.db'), { readonly: true });
    expect(copy.prepare('SELECT key FROM rx').pluck().all()).to.deep.equal(['A-1']);
    copy.close();
  });

  it('are seven: the oldest goes when an eighth is there, and one of the future was a mistake', async () => {
    await copies.make(db, NOON + 400 * DAY, NEVER);
    for (let day = 0; day < 9; day += 1) await copies.make(db, NOON + day * DAY, NEVER);
    expect(await days()).to.deep.equal([
      '2026-03-28',
      '2026-03-27',
      '2026-03-26',
      '2026-03-25',
      '2026-03-24',
      '2026-03-23',
      '2026-03-22',
    ]);
  });

  it('stay as they are where another one cannot be made, and no half one is left', async () => {
    await copies.make(db, NOON, NEVER);
    const stopped = AbortSignal.abort();
    for (let row = 0; row < 2_000; row += 1)
      db.prepare("INSERT INTO cursors VALUES ('main-street', ?, ?)").run(`c-${row}`, 'x'.repeat(2_000));
    expect(await failure(copies.make(db, NOON + DAY, stopped))).to.equal('STOPPED ');
    await mkdir(join(folder, '.ledger-2026-03-22.db.part'));
    await writeFile(join(folder, '.ledger-2026-03-22.db.part', 'in the way'), '');
    expect(await failure(copies.make(db, NOON + 2 * DAY, NEVER))).to.match(/^BACKUP_FAILED /);
    expect(await days()).to.deep.equal(['2026-03-20']);
    expect((await readdir(folder)).filter((name) => name.includes('21'))).to.deep.equal([]);
  });

  it('are not taken for copies where they hold damage', async () => {
    db.unsafeMode(true).pragma('writable_schema = ON');
    db.exec("UPDATE sqlite_schema SET rootpage = 999 WHERE name = 'seen'");
    expect(await failure(copies.make(db, NOON, NEVER))).to.match(/^BACKUP_FAILED /);
    expect(await days()).to.deep.equal([]);
  });

  it('of a ledger that is gone keep a command from beginning an empty one', async () => {
    await copies.make(db, NOON, NEVER);
    db.close();
    temp.close();
    await writeFile(temp.file, '');
    for (const suffix of ['-wal', '-shm']) await writeFile(`${temp.file}${suffix}`, '');
    const error = await temp.open().catch((thrown: unknown) => thrown);
    expect(ChairsideError.is(error) && error.code).to.equal('LEDGER_CORRUPT');
    expect((await stat(temp.file)).size).to.equal(0);
  });

  it('say when they were made', async () => {
    await copies.make(db, NOON, NEVER);
    await utimes(join(folder, 'ledger-2026-03-20.db'), NOON / 1000, NOON / 1000);
    expect((await copies.list()).map(({ madeAt }) => madeAt)).to.deep.equal([NOON]);
  });
});
