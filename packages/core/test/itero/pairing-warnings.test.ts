import { expect } from 'chai';
import { pairingWarnings } from '../../dist/itero/pairing-warnings.js';

const SHARED = 'Several patients share a chart number';
const MISSING = 'Patients without a chart number';

describe('iTero pairing warnings', () => {
  it('of shared and of missing chart numbers are told, in Data or beside it, in any letter case', () => {
    const warnings = [
      { Code: 'DUPLICATE', Message: SHARED, Count: 2 },
      { code: 'MISSING', message: ` ${MISSING} ` },
    ];
    for (const json of [{ Warnings: warnings }, { Data: { warnings } }, { data: {}, WARNINGS: warnings }])
      expect(pairingWarnings(json)).to.eql([SHARED, MISSING]);
  });

  it('may be one text, a list of texts, an object, or a code alone', () => {
    expect(pairingWarnings({ Warning: SHARED })).to.eql([SHARED]);
    expect(pairingWarnings({ Warnings: [SHARED, '', MISSING] })).to.eql([SHARED, MISSING]);
    expect(pairingWarnings({ Warning: { Description: MISSING } })).to.eql([MISSING]);
    expect(pairingWarnings({ Warnings: [{ Code: 'DUPLICATE' }] })).to.eql(['DUPLICATE']);
    expect(pairingWarnings({ Warnings: [{ Count: 2 }] })).to.eql(['iTero gave a warning without a text.']);
  });

  it('that there are not are none', () => {
    for (const json of [undefined, null, 'text', {}, { Data: null }, { Warnings: null }, { Warnings: [] }])
      expect(pairingWarnings(json)).to.eql([]);
  });

  it('are kept short and few, whatever is sent', () => {
    const told = pairingWarnings({ Warnings: Array.from({ length: 500 }, () => 'x'.repeat(5_000)) });
    expect(told).to.have.length(20);
    expect(told[0]).to.have.length(300);
  });
});
