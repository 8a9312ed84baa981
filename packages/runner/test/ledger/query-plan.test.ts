import Database from 'better-sqlite3';
import { expect } from 'chai';
import * as audit from '../../dist/ledger/queries/audit-queries.js';
import * as captures from '../../dist/ledger/queries/capture-queries.js';
import * as house from '../../dist/ledger/queries/house-queries.js';
import * as pairings from '../../dist/ledger/queries/pairing-queries.js';
import * as patients from '../../dist/ledger/queries/patient-queries.js';
import * as rx from '../../dist/ledger/queries/rx-queries.js';
import * as scans from '../../dist/ledger/queries/scan-queries.js';
import * as status from '../../dist/ledger/queries/status-queries.js';
import { TempLedger } from './temp-ledger.js';

/** One row for each clinic, or for each table that counts: read as a whole on purpose. */
const READS_ALL = new Set(['PAIRING_LIST', 'AUDIT_GIVEN']);

const QUERIES: Readonly<Record<string, string>> = {
  ...audit,
  ...rx,
  ...scans,
  ...captures,
  ...status,
  ...house,
  ...pairings,
  ...patients,
};

describe('the query plans of the ledger', () => {
  let temp: TempLedger;
  let db: Database.Database;
  before(async () => {
    temp = await TempLedger.make();
    temp.close();
    db = new Database(temp.file);
    db.exec(`
      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
      INSERT INTO scans (clinic, order_id, state, fingerprint, due_at, version, body)
      SELECT 'main-street', i, 'filed', 'f', CASE WHEN i % 1000 = 0 THEN i END, 1, '{}' FROM n;
      INSERT INTO rx (clinic, key, generation, state, due_at, version, body)
      SELECT clinic, order_id, 1, 'scanned', due_at, 1, '{}' FROM scans;
    `);
  });
  after(async () => {
    db.close();
    await temp.remove();
  });

  function plan(sql: string): string[] {
    const names = [...new Set([...sql.matchAll(/@(\w+)/g)].map((match) => match[1]!))];
    const values =
      names.length > 0
        ? [Object.fromEntries(names.map((name) => [name, null]))]
        : [...sql.matchAll(/\?/g)].map(() => null);
    const rows = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...values) as { readonly detail: string }[];
    return rows.map(({ detail }) => detail);
  }

  for (const analysed of [false, true]) {
    describe(analysed ? 'with statistics of 100,000 orders' : 'without statistics', () => {
      before(() => {
        if (analysed) db.exec('ANALYZE');
      });
      for (const [name, sql] of Object.entries(QUERIES)) {
        if (READS_ALL.has(name)) continue;
        it(`${name} reads by index and sorts nothing`, () => {
          const steps = plan(sql);
          const scansOfTables = steps.filter(
            (step) => step.startsWith('SCAN') && !step.includes('VIRTUAL TABLE') && step !== 'SCAN CONSTANT ROW',
          );
          expect(scansOfTables, steps.join('\n')).to.deep.equal([]);
          expect(
            steps.filter((step) => step.includes('TEMP B-TREE')),
            steps.join('\n'),
          ).to.deep.equal([]);
        });
      }
    });
  }

  it('reads what is due by the index of what waits', () => {
    expect(plan(scans.SCAN_DUE).join()).to.include('scans_by_due');
    expect(plan(rx.RX_DUE).join()).to.include('rx_by_due');
    expect(plan(status.STATUS_DUE).join()).to.include('status_by_due');
    const due = db.prepare(scans.SCAN_DUE).all('main-street', 50_000, 1_000);
    expect(due).to.have.length(50);
  });
});
