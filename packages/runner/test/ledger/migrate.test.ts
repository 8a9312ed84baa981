import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { ledgerVersion, migrate } from '../../dist/ledger/migrate.js';
import { MIGRATIONS } from '../../dist/ledger/migrations/index.js';
import { TempLedger } from './temp-ledger.js';

const FIRST = { version: 1, sql: "CREATE TABLE a (x TEXT) STRICT; INSERT INTO a VALUES ('kept');" };
const SECOND = { version: 2, sql: 'ALTER TABLE a ADD COLUMN y TEXT;' };
const BROKEN = { version: 2, sql: 'ALTER TABLE a ADD COLUMN y TEXT; INSERT INTO nothing VALUES (1);' };

describe('bringing a ledger up to date', () => {
  let folder: string;
  let file: string;
  let db: Database.Database;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-migrate-'));
    file = join(folder, 'ledger.db');
    db = new Database(file);
  });
  afterEach(async () => {
    db.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('copies the file before each step, but not a new one', async () => {
    await migrate(db, file, [FIRST]);
    expect((await readdir(folder)).filter((name) => name.includes('before'))).to.deep.equal([]);
    await migrate(db, file, [FIRST, SECOND]);
    expect(ledgerVersion(db)).to.equal(2);
    const copy = new Database(`${file}.before-2`, { readonly: true });
    expect(ledgerVersion(copy)).to.equal(1);
    expect(copy.prepare('SELECT * FROM a').all()).to.deep.equal([{ x: 'kept' }]);
    copy.close();
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).to.deep.equal([]);
    if (process.platform !== 'win32') expect((await stat(`${file}.before-2`)).mode & 0o777).to.equal(0o600);
  });

  it('copies no new file for a later step either', async () => {
    await migrate(db, file, [FIRST, SECOND]);
    expect((await readdir(folder)).filter((name) => name.includes('before'))).to.deep.equal([]);
  });

  it('does a step whole or not at all', async () => {
    await migrate(db, file, [FIRST]);
    const error = await migrate(db, file, [FIRST, BROKEN]).catch((thrown: unknown) => thrown);
    expect(error).to.be.instanceOf(Database.SqliteError);
    expect(ledgerVersion(db)).to.equal(1);
    expect(db.prepare('SELECT * FROM a').all()).to.deep.equal([{ x: 'kept' }]);
    await migrate(db, file, [FIRST, SECOND]);
    expect(ledgerVersion(db)).to.equal(2);
  });

  it('numbers its steps without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).to.deep.equal(MIGRATIONS.map((_, index) => index + 1));
  });

  it('has an RX that was sent before looked at two weeks after it was sent', async () => {
    await migrate(db, file, MIGRATIONS.slice(0, 4));
    const insert = db.prepare(`
      INSERT INTO rx (clinic, key, generation, state, version, body) VALUES ('main-street', ?, 1, ?, 1, ?)`);
    insert.run('A', 'submitted', '{"sentAt":1000}');
    insert.run('B', 'in-doubt', '{"sentAt":1000}');
    await migrate(db, file, MIGRATIONS);
    expect(db.prepare('SELECT key, due_at FROM rx ORDER BY key').raw().all()).to.deep.equal([
      ['A', 1_209_601_000],
      ['B', null],
    ]);
  });

  it('refuses a ledger of a newer version and leaves it as it is', async () => {
    const temp = await TempLedger.make();
    try {
      temp.close();
      const newer = new Database(temp.file);
      newer.pragma('user_version = 999');
      newer.close();
      const error = await temp.open().catch((thrown: unknown) => thrown);
      expect(ChairsideError.is(error) && error.code).to.equal('LEDGER_NEWER');
      const after = new Database(temp.file);
      expect(ledgerVersion(after)).to.equal(999);
      after.close();
    } finally {
      await temp.remove();
    }
  });

  it('lets several processes open a new ledger at once', async () => {
    const temp = await TempLedger.make();
    try {
      const others = await Promise.all([temp.another(), temp.another(), temp.another()]);
      for (const other of others) other.close();
      if (process.platform !== 'win32') expect((await stat(temp.file)).mode & 0o777).to.equal(0o600);
    } finally {
      await temp.remove();
    }
  });
});
