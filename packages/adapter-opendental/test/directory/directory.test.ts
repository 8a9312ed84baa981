import { PracticeHands } from '@chairside/opendental-practice';
import { expect } from 'chai';
import { OpenDentalDirectory } from '../../dist/directory/open-dental-directory.js';
import { readProviders, type Provider } from '../../dist/directory/providers.js';
import { describeWithServer, openPractice, signal, VERSIONS, type OpenedPractice } from '../support/server.js';

describeWithServer('the directory of Open Dental', () => {
  let practice: OpenedPractice;
  let hands: PracticeHands;

  const openVersion = async (version?: string): Promise<void> => {
    practice = await openPractice(version);
    hands = new PracticeHands(practice.practice);
  };
  const directory = () => new OpenDentalDirectory(practice.openDental);
  const provider = async (number: number): Promise<Provider | undefined> => {
    const all = await practice.openDental.read((reader) => readProviders(reader), signal);
    return all.get(String(number));
  };

  beforeEach(() => openVersion());

  for (const version of VERSIONS) {
    it(`names the providers who work in a practice with version ${version}, by abbreviation and by number`, async () => {
      await openVersion(version);
      const smith = await hands.addProvider({ abbr: ' DrSmith ', last: 'Smith', first: 'Sample', suffix: 'DMD' });
      await hands.addProvider({ abbr: 'Old', last: 'Former', first: 'Sample', hidden: true });
      await hands.addProvider({ abbr: 'Lab', last: 'In-house lab', first: '', noPerson: true });
      const none = await hands.addProvider({ abbr: '', last: 'Jones', first: 'Test' });
      expect(await directory().providers(signal)).to.deep.equal([
        { key: 'DrSmith', name: 'Sample Smith', otherKeys: [String(smith)] },
        { key: String(none), name: 'Test Jones', otherKeys: [] },
      ]);
    });
  }

  it('leaves out a provider whose status says that they are gone', async () => {
    const gone = await hands.addProvider({ abbr: 'Gone', last: 'Smith', first: 'Sample' });
    await practice.practice.query('UPDATE provider SET ProvStatus = 1 WHERE ProvNum = ?', [gone]);
    expect(await directory().providers(signal)).to.deep.equal([]);
  });

  it('takes an abbreviation for nobody that two have, or that is the number of another one', async () => {
    const one = await hands.addProvider({ abbr: 'DR', last: 'Smith', first: 'Sample' });
    const two = await hands.addProvider({ abbr: 'DR', last: 'Jones', first: 'Test' });
    const three = await hands.addProvider({ abbr: String(one), last: 'Miller', first: 'Test' });
    expect((await provider(one))?.keys).to.deep.equal([String(one)]);
    expect((await provider(two))?.keys).to.deep.equal([String(two)]);
    expect((await provider(three))?.keys).to.deep.equal([String(three)]);
  });

  it('leaves the abbreviation of a provider of the past to the one who has it now', async () => {
    const past = await hands.addProvider({ abbr: 'DR', last: 'Smith', first: 'Sample', hidden: true });
    const now = await hands.addProvider({ abbr: 'DR', last: 'Jones', first: 'Test' });
    expect((await provider(past))?.keys).to.deep.equal([String(past)]);
    expect((await provider(now))?.keys).to.deep.equal(['DR', String(now)]);
  });

  it('knows the license number of all clinics, else the one of old', async () => {
    const [one, two, three] = [
      await hands.addProvider({ abbr: 'A', last: 'Smith', first: 'Sample', license: 'L-1' }),
      await hands.addProvider({ abbr: 'B', last: 'Jones', first: 'Test' }),
      await hands.addProvider({ abbr: 'C', last: 'Miller', first: 'Test' }),
    ];
    await practice.practice.query(`UPDATE provider SET StateLicense = ' OLD ' WHERE ProvNum IN (?, ?)`, [one, two]);
    const licenses = await Promise.all([one, two, three].map((number) => provider(number)));
    expect(licenses.map((each) => each?.licenseNumber)).to.deep.equal(['L-1', 'OLD', undefined]);
  });

  it('lists all procedure codes in the practice’s own words, however many there are', async () => {
    await hands.addCode({ code: 'D2740', words: 'Crown, all of it', area: 'tooth' });
    for (let count = 0; count < 1_100; count += 1) await hands.addCode({ code: `N${count}`, words: 'x', area: 'none' });
    const codes = await directory().procedures(signal);
    expect(codes).to.have.length(1_101);
    expect(codes[0]).to.deep.equal({ key: 'D2740', name: 'Crown, all of it' });
    expect(new Set(codes.map(({ key }) => key)).size).to.equal(1_101);
  });
});
