import { CONTRASTS, LISTINGS, together, type Reading } from './readings.js';
import { Stage, type Practice } from './stage.js';
import { findGenders } from './three-patients.js';
import { fileTwoScans } from './two-scans.js';

/** While one waits for the disk, another goes on. */
const STAGES = 3;
/** More than there are readings to play. */
const ACCOUNTS = 150;
/** Many times what it takes: a slow machine is no failure. */
const LONG = 600_000;

/**
 * Where the vendor's document says two things, either may be true. Each combination is played of page order, swapped
 * addresses, the sets of them, OrderId and the letter case of Discovery. The others are each read in one place that sees
 * nothing of the rest: what a Discovery answer looks like, and that there is none, ends in one address that all else begins
 * with; a letter case, a form of Status and of a gender are read key by key; the spelling of an address that is used as it
 * comes, and the days of the window that is asked for, are not in an order at all. For each of them two listings are
 * enough that differ in everything, and all together are played once more.
 */
describe('each reading of a contradiction', function () {
  this.timeout(LONG);
  let stages: readonly Stage[];

  before(async () => {
    stages = await Promise.all(Array.from({ length: STAGES }, () => Stage.open(ACCOUNTS)));
  });
  after(() => Promise.all(stages.map((stage) => stage.close())));

  async function play(readings: readonly Reading[], work: (practice: Practice) => Promise<void>): Promise<void> {
    const waiting = [...readings];
    const turn = async (stage: Stage): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await stage.play(next, work);
    };
    for (const ended of await Promise.allSettled(stages.map(turn))) if (ended.status === 'rejected') throw ended.reason;
  }
  const inEveryListing = (reading: Reading): Promise<void> =>
    play(
      LISTINGS.map((listing) => together(reading, listing)),
      fileTwoScans,
    );
  const inContrast = (...readings: readonly Reading[]): Promise<void> =>
    play(
      readings.flatMap((reading) => CONTRASTS.map((listing) => together(listing, reading))),
      fileTwoScans,
    );

  it('of page order, addresses and OrderId works with each other one, where Discovery is as documented', () =>
    inEveryListing({ name: 'Discovery', switches: { discoveryShape: 'data' } }));

  it('of page order, addresses and OrderId works with each other one, where the keys of Discovery are small', () =>
    inEveryListing({ name: 'discovery', switches: { discoveryShape: 'lower-case' } }));

  it('of the form of a Discovery answer works', () =>
    inContrast(
      { name: 'Discovery without Data', switches: { discoveryShape: 'bare' } },
      { name: 'Discovery as a list', switches: { discoveryShape: 'list' } },
      { name: 'Discovery with stray slashes', switches: { discoveryShape: 'slashes' } },
    ));

  it('of the older addresses works without Discovery, those of screen captures with a hyphen or without', () =>
    inContrast(
      { name: 'third-party', switches: { files: 'api', olderCaptureUrl: 'third-party' }, noDiscovery: true },
      { name: 'thirdparty', switches: { files: 'api', olderCaptureUrl: 'thirdparty' }, noDiscovery: true },
    ));

  it('of the letter case of keys works in all answers', () =>
    inContrast({ name: 'small keys', switches: { keyCase: 'camel' } }));

  it('of the Status of a success works in all answers', () =>
    inContrast(
      { name: 'Status "Success"', switches: { successStatus: 'word' } },
      { name: 'no Status', switches: { successStatus: 'absent' } },
    ));

  it('of the day of dateTo works where it does not belong to the window, as where it does', () =>
    inContrast({ name: 'dateTo not included', switches: { dateTo: 'exclusive' } }));

  it('of a gender works in the answers of both patient searches', async () => {
    const forms = ['documented', 'number', 'digit', 'word'] as const;
    const genders = forms.map((form): Reading => ({ name: `gender ${form}`, switches: { searchGender: form } }));
    const rare: Reading = { name: 'small keys, no Status', switches: { keyCase: 'camel', successStatus: 'absent' } };
    await play([...genders, ...genders.map((gender) => together(gender, rare))], findGenders);
  });

  it('that is rare works together with all other rare ones', () => {
    const rare: Reading = {
      name: 'everything else',
      switches: { discoveryShape: 'slashes', keyCase: 'camel', successStatus: 'absent', dateTo: 'exclusive' },
    };
    return inContrast(rare, { ...rare, name: 'everything else, no Discovery', noDiscovery: true });
  });
});
