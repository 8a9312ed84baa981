import { stateOf } from './words.js';

/**
 * One line for each request and each scan: a scan stands with the request that it answers, so that a patient's way from
 * the appointment to the chart is one line. A case that the lab sent back may have several scans, each its own line.
 */
export function casesOf(rx, scans) {
  const byRequest = new Map();
  for (const scan of scans) {
    const request = `${scan.clinic} ${scan.rxKey ?? ''}`;
    if (scan.rxKey) byRequest.set(request, [...(byRequest.get(request) ?? []), scan]);
  }
  const used = new Set();
  const lines = rx.flatMap((request) => {
    const answers = byRequest.get(`${request.clinic} ${request.key}`) ?? [];
    const own = answers.filter((scan) => !used.has(scan) && (!request.rxId || scan.rxId === request.rxId));
    for (const scan of own) used.add(scan);
    return own.length === 0 ? [line(request, undefined)] : own.map((scan) => line(request, scan));
  });
  const alone = scans.filter((scan) => !used.has(scan)).map((scan) => line(undefined, scan));
  return [...lines, ...alone].sort((one, other) => (one.changedAt < other.changedAt ? 1 : -1));
}

function line(rx, scan) {
  const kind = scan ? 'scan' : 'rx';
  const leading = scan ?? rx;
  const { tone } = stateOf(kind, leading.state);
  const problem = scan?.problem ?? rx?.problem ?? null;
  return {
    kind,
    clinic: leading.clinic,
    key: scan ? scan.orderId : rx.key,
    state: leading.state,
    rxKey: rx?.key ?? scan?.rxKey ?? null,
    orderId: scan?.orderId ?? rx?.orderId ?? null,
    initials: (scan?.patient ?? rx?.patient ?? scan?.scannedPatient)?.initials ?? null,
    procedure: scan?.procedure ?? rx?.procedureCode ?? null,
    doctor: rx?.doctor ?? null,
    status: scan?.status ?? null,
    since: rx?.createdAt ?? scan?.createdAt,
    scannedAt: scan?.scannedAt ?? null,
    changedAt: leading.updatedAt,
    dueAt: leading.dueAt,
    problem,
    tone: tone === 'busy' && problem?.class === 'needs-person' ? 'person' : tone,
  };
}

export const FILTERS = {
  open: { name: 'On the way', fits: ({ tone }) => tone === 'busy' || tone === 'person' || tone === 'fault' },
  person: { name: 'Needs a person', fits: ({ tone }) => tone === 'person' || tone === 'fault' },
  filed: { name: 'In the chart', fits: ({ tone }) => tone === 'done' },
  all: { name: 'All', fits: () => true },
};

/** Whether a line has all words that somebody looks for. */
export function matches(item, words) {
  const text = [
    item.clinic,
    item.rxKey,
    item.orderId,
    item.initials,
    item.procedure,
    item.doctor,
    item.status,
    stateOf(item.kind, item.state).text,
    item.problem?.text,
  ]
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}
