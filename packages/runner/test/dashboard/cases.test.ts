import { expect } from 'chai';

interface Line {
  readonly kind: string;
  readonly key: string;
  readonly rxKey: string | null;
  readonly initials: string | null;
  readonly tone: string;
}
interface Cases {
  casesOf(rx: readonly object[], scans: readonly object[]): readonly Line[];
  matches(item: Line, words: string): boolean;
}

const AT = { createdAt: '2026-01-02T03:04:05Z', updatedAt: '2026-01-02T03:04:05Z', problem: null };
const rx = (key: string, more: object = {}): object => ({
  clinic: 'main-street',
  key,
  state: 'submitted',
  ...AT,
  ...more,
});
const scan = (orderId: string, more: object = {}): object => ({
  clinic: 'main-street',
  orderId,
  state: 'filed',
  rxKey: null,
  ...AT,
  ...more,
});

describe('the lines of the board', () => {
  let page: Cases;
  before(async () => {
    page = (await import(new URL('../../dashboard/cases.js', import.meta.url).href)) as Cases;
  });

  it('are one for a request with its scan, and one for each that stands alone', () => {
    const lines = page.casesOf(
      [rx('A-1', { rxId: 'r1', state: 'scanned', patient: { initials: 'S. I.' } }), rx('A-2')],
      [scan('77', { rxKey: 'A-1', rxId: 'r1' }), scan('78', { state: 'review', scannedPatient: { initials: 'W.' } })],
    );
    expect(
      lines.map(({ kind, key, rxKey, initials, tone }) => [kind, key, rxKey, initials, tone]),
    ).to.have.deep.members([
      ['scan', '77', 'A-1', 'S. I.', 'done'],
      ['rx', 'A-2', 'A-2', null, 'busy'],
      ['scan', '78', null, 'W.', 'person'],
    ]);
  });

  it('are each scan’s own where a case was scanned twice, and each generation’s', () => {
    const lines = page.casesOf(
      [rx('A-1', { rxId: 'r2' }), rx('A-1', { rxId: 'r1', state: 'scanned' })],
      [scan('77', { rxKey: 'A-1', rxId: 'r1' }), scan('78', { rxKey: 'A-1', rxId: 'r1' })],
    );
    expect(lines.map(({ key }) => key)).to.have.members(['A-1', '77', '78']);
  });

  it('wait for a person where the problem does, and are found by all words', () => {
    const problem = { class: 'needs-person', text: 'The provider has no iTero doctor.' };
    const [line] = page.casesOf([rx('A-9', { state: 'wanted', doctor: 'DrSample', problem })], []);
    expect(line?.tone).to.equal('person');
    expect([page.matches(line!, 'drsample a-9'), page.matches(line!, 'drsample a-8')]).to.deep.equal([true, false]);
  });
});
