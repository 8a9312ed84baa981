import { expect } from 'chai';
import { rx } from './records.js';
import { TempLedger } from './temp-ledger.js';

describe('reading the ledger', () => {
  let temp: TempLedger;
  beforeEach(async () => {
    temp = await TempLedger.make();
  });
  afterEach(() => temp.remove());

  it('sees that another process has written, and only then', async () => {
    const before = temp.whole.dataVersion();
    await temp.clinic.commit({ rx: [rx('A')] });
    expect(temp.whole.dataVersion()).to.equal(before);
    const other = await temp.another();
    await other.clinic(temp.clinic.clinic).commit({ rx: [rx('B')] });
    other.close();
    expect(temp.whole.dataVersion()).not.to.equal(before);
  });
});
