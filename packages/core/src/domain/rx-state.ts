/** What a start of the service does with an RX found in a state. */
type Restart =
  | 'nothing' // a person, a poll or the clock moves it on
  | 'go-on' // its next step is due at once
  | 'in-doubt'; // the answer of a call may have been lost

interface RxStateRule {
  readonly next: readonly RxState[];
  readonly restart: Restart;
  /** Nothing more happens unless a person or the practice asks. */
  readonly final?: true;
}

const STATES = [
  'proposed',
  'wanted',
  'submitting',
  'submitted',
  'in-doubt',
  'scanned',
  'withdrawing',
  'withdrawn',
  'dismissed',
  'failed',
] as const;

/** Where an RX is on its way to the scanner, and what became of it. */
export type RxState = (typeof STATES)[number];

/** All states of an RX, in the order of its life. */
export const RX_STATES: readonly RxState[] = STATES;

/** The states of an RX, where each may go, and what a restart does in each. */
export const RX_STATE_RULES: Readonly<Record<RxState, RxStateRule>> = {
  proposed: { next: ['wanted', 'withdrawn', 'dismissed'], restart: 'nothing' },
  // In doubt without a call: its answer was lost, and it is cancelled, or its visit is over, before it is sent again.
  wanted: { next: ['submitting', 'in-doubt', 'withdrawn', 'dismissed', 'failed'], restart: 'go-on' },
  submitting: { next: ['submitted', 'wanted', 'in-doubt', 'failed', 'withdrawing', 'withdrawn'], restart: 'in-doubt' },
  submitted: { next: ['scanned', 'withdrawing', 'dismissed'], restart: 'nothing' },
  'in-doubt': { next: ['wanted', 'scanned', 'dismissed'], restart: 'nothing' },
  scanned: { next: ['dismissed'], restart: 'nothing', final: true },
  withdrawing: { next: ['withdrawn', 'scanned', 'failed', 'dismissed'], restart: 'go-on' },
  withdrawn: { next: [], restart: 'nothing', final: true },
  dismissed: { next: ['wanted', 'withdrawing', 'scanned'], restart: 'nothing', final: true },
  failed: {
    next: ['wanted', 'in-doubt', 'withdrawing', 'withdrawn', 'scanned', 'dismissed'],
    restart: 'nothing',
    final: true,
  },
};

/** Whether an RX may go from one state to the other; staying is always allowed. */
export function isLegalRxTransition(from: RxState, to: RxState): boolean {
  return from === to || RX_STATE_RULES[from].next.includes(to);
}
