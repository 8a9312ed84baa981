import { ledgerSuite, type LedgerHouse } from '@chairside/adapter-testkit';
import type { SqliteLedger } from '../../dist/ledger/sqlite-ledger.js';
import { TempLedger } from './temp-ledger.js';

function house(temp: TempLedger, ledger: SqliteLedger, close: () => Promise<void> | void): LedgerHouse {
  return {
    clinic: (id) => ledger.clinic(id),
    another: async () => {
      const other = await temp.another();
      return house(temp, other, () => other.close());
    },
    close,
  };
}

ledgerSuite('on SQLite', async () => {
  const temp = await TempLedger.make();
  return house(temp, temp.whole, () => temp.remove());
});
