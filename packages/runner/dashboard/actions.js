/**
 * What may be done with an item in which state; the service decides again. `sure`: what is asked before, where it cannot
 * simply be taken back.
 */
const RX = [
  { name: 'approve', text: 'Approve', in: ['proposed', 'wanted', 'dismissed'], main: true },
  {
    name: 'resend',
    text: 'Send again',
    in: ['failed', 'in-doubt', 'dismissed', 'wanted'],
    sure: 'Only if it is not on the scanner: sent twice, it stands there twice.',
  },
  {
    name: 'withdraw',
    text: 'Withdraw',
    in: ['proposed', 'wanted', 'submitting', 'submitted', 'in-doubt', 'failed', 'dismissed'],
    sure: 'It is taken from the scanner.',
  },
  {
    name: 'dismiss',
    text: 'Dismiss',
    in: ['proposed', 'wanted', 'submitted', 'in-doubt', 'withdrawing', 'failed'],
    sure: 'It rests; nothing is done at the scanner.',
  },
];

const SCAN = [
  { name: 'retry', text: 'Try again now', in: ['failed', 'not-ready', 'listed', 'dismissed'], main: true },
  { name: 'redeliver', text: 'Fetch and file again', in: ['filed'] },
  {
    name: 'withdraw',
    text: 'Take out of the chart',
    in: ['filed'],
    sure: 'All its files leave the chart, and the scan waits for a person again.',
  },
];

/** Screen captures that failed belong to a scan in any state. */
const FAILED_CAPTURES = { name: 'retry', text: 'Try the screen captures again', main: true };

const REVIEW = [{ name: 'dismiss', text: 'Dismiss', in: ['review'], sure: 'The scan is left unfiled.' }];

const PATIENT = [
  { name: 'retry', text: 'Look again now', in: ['review', 'failed', 'dismissed'], main: true },
  { name: 'dismiss', text: 'Dismiss', in: ['review', 'failed', 'changed'], sure: 'The difference is left at iTero.' },
];

/** The actions that make sense for what was opened. */
export function actionsOf(kind, view) {
  const all = { rx: RX, scan: SCAN, review: REVIEW, patient: PATIENT }[kind];
  const fitting = all.filter((action) => action.in.includes(view.state ?? 'review'));
  const captures = kind === 'scan' && (view.captures ?? []).some(({ state }) => state === 'failed');
  return captures && !fitting.some(({ name }) => name === 'retry') ? [FAILED_CAPTURES, ...fitting] : fitting;
}
