interface ScanStateRule {
  readonly next: readonly ScanState[];
  /** What a start of the service does: `go-on` makes the next step due at once. */
  readonly restart: 'nothing' | 'go-on';
  readonly final?: true;
}

const STATES = ['listed', 'not-ready', 'downloading', 'verified', 'review', 'filed', 'failed', 'dismissed'] as const;

/** Where a scan is on its way into the chart. */
export type ScanState = (typeof STATES)[number];

/** All states of a scan, in the order of its life. */
export const SCAN_STATES: readonly ScanState[] = STATES;

/** The states of a scan, where each may go, and what a restart does in each. */
export const SCAN_STATE_RULES: Readonly<Record<ScanState, ScanStateRule>> = {
  listed: { next: ['downloading', 'review', 'failed', 'dismissed'], restart: 'nothing' },
  'not-ready': { next: ['downloading', 'listed', 'review', 'failed', 'dismissed'], restart: 'nothing' },
  // The part file is still there: the download goes on where it was cut off.
  downloading: { next: ['verified', 'not-ready', 'listed', 'filed', 'failed', 'dismissed'], restart: 'go-on' },
  // Filing is idempotent by its delivery key, so it is simply done again.
  verified: { next: ['filed', 'listed', 'review', 'failed', 'dismissed'], restart: 'go-on' },
  review: { next: ['listed', 'dismissed'], restart: 'nothing', final: true },
  filed: { next: ['listed', 'review', 'dismissed'], restart: 'nothing', final: true },
  failed: { next: ['listed', 'review', 'dismissed'], restart: 'nothing', final: true },
  dismissed: { next: ['listed'], restart: 'nothing', final: true },
};

/** Whether a scan may go from one state to the other; staying is always allowed. */
export function isLegalScanTransition(from: ScanState, to: ScanState): boolean {
  return from === to || SCAN_STATE_RULES[from].next.includes(to);
}
