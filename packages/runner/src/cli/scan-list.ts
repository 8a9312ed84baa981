import type { OrderId, ScanState } from '@chairside/core';
import type { ScanRecord } from '@chairside/core/house';
import { counted } from './counted.js';
import { say, sayJson, sayTable } from './print.js';
import type { ClinicOptions, Session } from './session.js';
import { nextTry, scanView, sentBack } from '../views/item-views.js';

/** As many failed captures of a clinic are looked at. */
const MOST_CAPTURES = 10_000;

export interface ScanListOptions extends ClinicOptions {
  readonly state?: ScanState;
  readonly patient?: string;
}

interface Listed {
  readonly record: ScanRecord;
  /** How many of its screen captures wait for a person. */
  readonly failedCaptures: number;
}

/** `scans list`: the scans of all clinics or one, by state or patient. */
export async function listScans(session: Session, options: ScanListOptions): Promise<void> {
  const found = await listed(session, options);
  if (options.json === true) {
    sayJson({
      scans: found.map(({ record, failedCaptures }) => ({ ...scanView(record), failedCaptures })),
    });
    return;
  }
  if (found.length === 0) {
    say(
      options.state === undefined && options.patient === undefined ? 'There is no scan yet.' : 'There is no such scan.',
    );
    return;
  }
  const viewer = options.patient !== undefined;
  sayTable(
    [
      'CLINIC',
      'ORDER',
      'STATE',
      'STATUS',
      'STAGE',
      'RX',
      'REVISION',
      ...(viewer ? ['VIEWER'] : []),
      'NEXT TRY',
      'PROBLEM',
    ],
    found.map((each) => row(each, viewer)),
  );
}

async function listed(session: Session, options: ScanListOptions): Promise<readonly Listed[]> {
  const { state, patient: ref } = options;
  const found: Listed[] = [];
  for (const ledger of session.ledgers(options)) {
    const failed = new Map<OrderId, number>();
    for (const { orderId } of await ledger.captures.failed(MOST_CAPTURES))
      failed.set(orderId, (failed.get(orderId) ?? 0) + 1);
    const records = await ledger.scans.list(state === undefined ? {} : { states: [state] });
    const asked = records.filter(({ patient }) => ref === undefined || patient?.ref === ref);
    found.push(...asked.map((record) => ({ record, failedCaptures: failed.get(record.orderId) ?? 0 })));
  }
  return found;
}

function row({ record, failedCaptures }: Listed, viewer: boolean): readonly string[] {
  const { clinic, orderId, state, order, rxKey, revision, problem } = record;
  const failed = failedCaptures === 0 ? undefined : `${counted(failedCaptures, 'screen capture')} failed.`;
  return [
    clinic,
    orderId,
    state,
    order.status,
    order.stage ?? '',
    rxKey ?? '',
    String(revision),
    ...(viewer ? [order.viewerUrl ?? ''] : []),
    nextTry(record),
    [(problem ?? sentBack(record))?.text, failed].filter((text) => text !== undefined).join(' '),
  ];
}
