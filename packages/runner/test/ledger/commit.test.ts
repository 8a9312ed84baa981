import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { TempLedger } from './temp-ledger.js';

describe('a commit to the SQLite file', () => {
  let temp: TempLedger;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  it('lets nobody change or remove the audit', async () => {
    await temp.clinic.commit({
      audit: [{ at: 5, actor: 'operator', action: 'dismiss', subject: 'A-1', detail: 'twice' }],
    });
    expect(await temp.clinic.audit(6)).to.deep.equal([]);
    temp.close();
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(temp.file);
    try {
      expect(() => db.exec('DELETE FROM audit')).to.throw('audit rows stay');
      expect(() => db.exec("UPDATE audit SET actor = 'nobody'")).to.throw('audit rows stay');
    } finally {
      db.close();
    }
  });

  it('reports a failure of the file as LEDGER_FAILED', async () => {
    const { clinic } = temp;
    const { default: Database } = await import('better-sqlite3');
    const db = new Database(temp.file);
    db.exec('DROP TABLE cursors');
    db.close();
    const error = await clinic.commit({ cursors: { trigger: 'c' } }).catch((thrown: unknown) => thrown);
    expect(ChairsideError.is(error) && error.code).to.equal('LEDGER_FAILED');
  });
});
