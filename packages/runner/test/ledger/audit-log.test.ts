import { rm } from 'node:fs/promises';
import type { AuditEntry } from '@chairside/core/house';
import Database from 'better-sqlite3';
import { expect } from 'chai';
import { migrate } from '../../dist/ledger/migrate.js';
import { MIGRATIONS } from '../../dist/ledger/migrations/index.js';
import type { AuditFinding } from '../../dist/ledger/verify-audit.js';
import { CLINIC, TempLedger } from './temp-ledger.js';

const entry = (subject: string, at = 1): AuditEntry => ({ at, actor: 'sample', action: 'rx resent', subject });

/** Changes the file as somebody with a database tool would. */
function tamper(file: string, sql: string): void {
  const db = new Database(file);
  db.exec(`DROP TRIGGER audit_keeps_rows; DROP TRIGGER audit_keeps_text; ${sql}`);
  db.close();
}

describe('the audit log', () => {
  let temp: TempLedger;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  const write = async (...subjects: readonly string[]): Promise<void> => {
    for (const subject of subjects) await temp.clinic.commit({ audit: [entry(subject)] });
  };

  it('binds the entries of all clinics and of none into one chain', async () => {
    await write('A-1');
    await temp.whole.auditLog.append({ at: 2, actor: 'sample', action: 'signed in', subject: 'sample' });
    await temp.clinic.commit({ audit: [entry('A-2'), { ...entry('A-3'), detail: 'more' }] });
    const rows = [...temp.whole.auditLog.rows()];
    expect(rows.map(({ id, clinic, subject }) => [id, clinic, subject])).to.deep.equal([
      [1, CLINIC, 'A-1'],
      [2, '', 'sample'],
      [3, CLINIC, 'A-2'],
      [4, CLINIC, 'A-3'],
    ]);
    expect(new Set(rows.map(({ hash }) => hash)).size).to.equal(4);
    const head = { id: 4, hash: rows[3]!.hash };
    expect(await temp.whole.auditLog.verify()).to.deep.equal({ kind: 'whole', head });
    expect(await temp.whole.auditLog.head()).to.deep.equal(head);
    expect((await temp.whole.auditLog.before(4, 2)).map(({ id }) => id)).to.deep.equal([3, 2]);
  });

  it('is whole while it is empty', async () => {
    expect(await temp.whole.auditLog.verify()).to.deep.include({ kind: 'whole' });
  });

  it('takes no change and no removal', async () => {
    await write('A-1');
    const db = new Database(temp.file);
    expect(() => db.exec("UPDATE audit SET actor = 'nobody'")).to.throw('audit rows stay');
    expect(() => db.exec('DELETE FROM audit')).to.throw('audit rows stay');
    db.close();
  });

  it('stays whole when several write at once', async () => {
    const others = await Promise.all([temp.another(), temp.another()]);
    try {
      const ledgers = [temp.whole, ...others];
      await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          index % 4 === 3
            ? ledgers[index % 3]!.auditLog.append(entry(`H-${index}`))
            : ledgers[index % 3]!.clinic(CLINIC).commit({ audit: [entry(`A-${index}`)] }),
        ),
      );
      const found = await temp.whole.auditLog.verify();
      expect(found.kind === 'whole' && found.head.id).to.equal(60);
    } finally {
      for (const other of others) other.close();
    }
  });

  it('keeps nothing of a unit that was not stored', async () => {
    await write('A-1');
    const bad = { ...entry('A-2'), action: undefined as unknown as string };
    await temp.clinic.commit({ audit: [entry('A-2'), bad] }).catch(() => undefined);
    await write('A-3');
    const found = await temp.whole.auditLog.verify();
    expect(found.kind === 'whole' && found.head.id).to.equal(2);
  });

  const faults: readonly (readonly [name: string, sql: string, entry: number, why: RegExp])[] = [
    ['a changed text', "UPDATE audit SET detail = 'other' WHERE id = 3", 3, /was changed/],
    ['another time', 'UPDATE audit SET at = at + 1 WHERE id = 1', 1, /was changed/],
    ['another number', 'UPDATE audit SET id = 9 WHERE id = 5', 5, /Entry 5 is missing/],
    ['a removed row', 'DELETE FROM audit WHERE id = 2', 2, /Entry 2 is missing/],
    ['removed first rows', 'DELETE FROM audit WHERE id <= 2', 1, /Entry 1 is missing/],
    ['a tail that was cut off', 'DELETE FROM audit WHERE id >= 4', 4, /up to 5, are missing/],
    [
      'two rows in each other’s place',
      'UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99',
      2,
      /was changed/,
    ],
    [
      'a row that was put in',
      "INSERT INTO audit SELECT 6, clinic, at, 'nobody', action, subject, detail, hash FROM audit WHERE id = 5",
      6,
      /was changed/,
    ],
    [
      'a row that was put in before the first',
      'INSERT INTO audit SELECT 0, clinic, at, actor, action, subject, detail, hash FROM audit WHERE id = 5',
      0,
      /put in afterwards/,
    ],
  ];
  for (const [name, sql, wrong, why] of faults) {
    it(`finds ${name}`, async () => {
      await write('A-1', 'A-2', 'A-3', 'A-4', 'A-5');
      tamper(temp.file, sql);
      const found = await temp.whole.auditLog.verify();
      expect(found).to.deep.include({ kind: 'broken', entry: wrong });
      expect((found as AuditFinding & { readonly why: string }).why).to.match(why);
    });
  }

  it('shows a tail that was cut off also after more was written', async () => {
    await write('A-1', 'A-2', 'A-3');
    tamper(temp.file, 'DELETE FROM audit WHERE id >= 2');
    await write('A-4');
    expect(await temp.whole.auditLog.verify()).to.deep.include({ kind: 'broken', entry: 2 });
  });

  it('finds by a noted head what was written anew, or cut off with the numbers', async () => {
    await write('A-1', 'A-2', 'A-3');
    const noted = await temp.whole.auditLog.head();
    await write('A-4');
    expect((await temp.whole.auditLog.verify(noted)).kind).to.equal('whole');
    const other = { ...noted, hash: 'f'.repeat(64) };
    expect(await temp.whole.auditLog.verify(other)).to.deep.include({ kind: 'broken', entry: 3 });
    tamper(temp.file, "DELETE FROM audit WHERE id >= 3; UPDATE sqlite_sequence SET seq = 2 WHERE name = 'audit'");
    expect((await temp.whole.auditLog.verify()).kind, 'nothing tells without the head').to.equal('whole');
    expect(await temp.whole.auditLog.verify(noted)).to.deep.include({ kind: 'broken', entry: 3 });
  });
});

describe('the audit log of an older ledger', () => {
  it('is bound into the chain as it is found', async () => {
    const temp = await TempLedger.make();
    try {
      temp.close();
      await rm(temp.file);
      const db = new Database(temp.file);
      await migrate(
        db,
        temp.file,
        MIGRATIONS.filter(({ version }) => version < 4),
      );
      db.exec(`
        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
        INSERT INTO audit (clinic, at, actor, action, subject)
        SELECT 'main-street', i, 'sample', 'rx resent', 'A-' || i FROM n`);
      db.close();
      await temp.open();
      await temp.clinic.commit({ audit: [entry('A-9', 9_999)] });
      const found = await temp.whole.auditLog.verify();
      expect(found.kind === 'whole' && found.head.id).to.equal(2_501);
      expect((await temp.clinic.audit(2_499)).map(({ subject }) => subject)).to.deep.equal(['A-2499', 'A-2500', 'A-9']);
    } finally {
      await temp.remove();
    }
  });
});
