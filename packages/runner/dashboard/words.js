/** The tone of a state: `person` waits for somebody, `busy` goes on by itself, `done` and `rest` are over. */
const RX = {
  proposed: ['person', 'To be approved'],
  wanted: ['busy', 'To be sent'],
  submitting: ['busy', 'Being sent'],
  submitted: ['busy', 'On the scanner'],
  'in-doubt': ['person', 'In doubt'],
  scanned: ['done', 'Scanned'],
  withdrawing: ['busy', 'Being withdrawn'],
  withdrawn: ['rest', 'Withdrawn'],
  dismissed: ['rest', 'Dismissed'],
  failed: ['fault', 'Failed'],
};

const SCANS = {
  listed: ['busy', 'Found at iTero'],
  'not-ready': ['busy', 'iTero prepares it'],
  downloading: ['busy', 'Downloading'],
  verified: ['busy', 'Being filed'],
  review: ['person', 'Whose scan?'],
  filed: ['done', 'In the chart'],
  failed: ['fault', 'Failed'],
  dismissed: ['rest', 'Dismissed'],
};

const PATIENTS = {
  review: ['person', 'Whom to change?'],
  failed: ['fault', 'Failed'],
  changed: ['busy', 'To be told'],
  dismissed: ['rest', 'Dismissed'],
};

const KINDS = { rx: RX, scan: SCANS, review: SCANS, capture: SCANS, patient: PATIENTS };

export const KIND_NAMES = {
  rx: 'RX',
  scan: 'Scan',
  review: 'Scan',
  capture: 'Screen captures',
  patient: 'Patient at iTero',
  mapping: 'Mapping',
};

/** A state in words, and its tone. */
export function stateOf(kind, state) {
  const [tone, text] = KINDS[kind]?.[state] ?? ['person', state];
  return { tone, text };
}

const UNITS = [
  [86_400_000, 'day'],
  [3_600_000, 'hour'],
  [60_000, 'minute'],
  [1_000, 'second'],
];
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'always', style: 'short' });
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A moment as seen from now, such as `3 hr. ago` or `in 2 min.`. */
export function fromNow(iso, now = Date.now()) {
  if (!iso) return '';
  const ms = Date.parse(iso) - now;
  const [size, unit] = UNITS.find(([size]) => Math.abs(ms) >= size) ?? UNITS.at(-1);
  return RELATIVE.format(Math.trunc(ms / size), unit);
}

/** A moment in this computer's time zone. */
export function moment(iso) {
  return iso && !Number.isNaN(Date.parse(iso)) ? WHEN.format(new Date(iso)) : (iso ?? '');
}

export function counted(count, one, many = `${one}s`) {
  return `${count} ${count === 1 ? one : many}`;
}
