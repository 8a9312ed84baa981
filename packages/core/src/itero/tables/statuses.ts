import type { OrderStage } from '../../domain/order.js';

/** A status as iTero spells it, and what it means (iTero DPMS API, Scan Status). */
export interface StatusRow {
  readonly status: string;
  readonly stage: OrderStage;
  /** Which orders come to it. */
  readonly cases: 'all but Invisalign' | 'sent to a lab' | 'Invisalign' | 'any';
  /** What Chairside does about it. */
  readonly handling: string;
}

export const STATUSES: readonly StatusRow[] = [
  {
    status: 'Completed',
    stage: 'available',
    cases: 'all but Invisalign',
    handling: 'the files are fetched and filed',
  },
  {
    status: 'iTero Modeling',
    stage: 'modelling',
    cases: 'sent to a lab',
    handling: 'shown; looked at again, and what differs becomes a revision',
  },
  {
    status: 'Lab Review',
    stage: 'lab-review',
    cases: 'sent to a lab',
    handling: 'the files changed at modelling: fetched again, and what differs becomes a revision',
  },
  {
    status: 'Scanning',
    stage: 'sent-back',
    cases: 'sent to a lab',
    handling: 'the operator is told that the lab sent the case back',
  },
  {
    status: 'iTero Milling',
    stage: 'milling',
    cases: 'sent to a lab',
    handling: 'shown; looked at again, and what differs becomes a revision',
  },
  {
    status: 'Exporting to Doctor Site',
    stage: 'exporting',
    cases: 'Invisalign',
    handling: 'shown; the files are fetched and filed',
  },
  {
    status: 'Align Production',
    stage: 'in-production',
    cases: 'any',
    handling: 'shown as passing; the files are fetched and filed',
  },
];

/** Letter case and spaces tell no two statuses apart. */
function folded(status: string): string {
  return status.toLowerCase().replace(/\s+/g, '');
}

const STAGES: ReadonlyMap<string, OrderStage> = new Map(STATUSES.map(({ status, stage }) => [folded(status), stage]));

/** What a status means, whatever its letter case and spaces; undefined for one that the document does not list. */
export function orderStage(status: string): OrderStage | undefined {
  return STAGES.get(folded(status));
}
