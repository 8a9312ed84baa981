import type { OrderId, ScanState } from '@chairside/core';
import type { DeskAnswer } from '@chairside/core/flow';
import type { ClinicLedger, ScanRecord } from '@chairside/core/house';
import { scanView } from '../views/item-views.js';
import { CommandError, EXIT } from './command-error.js';
import { say, sayJson } from './print.js';
import { findClinic, type ClinicOptions, type Session } from './session.js';

/** The ledger of the clinic that knows an order. */
export function ledgerOf(session: Session, options: ClinicOptions, orderId: OrderId): Promise<ClinicLedger> {
  return findClinic(
    session,
    options,
    'order',
    orderId,
    async (clinic) => (await clinic.scans.get(orderId)) !== undefined,
  );
}

export async function recordOf(ledger: ClinicLedger, orderId: OrderId): Promise<ScanRecord> {
  const record = await ledger.scans.get(orderId);
  if (record === undefined) throw unknown(orderId);
  return record;
}

/** Prints what a wish for a scan came to; `more` goes into the JSON beside the scan's own. */
export function report(
  answer: DeskAnswer<ScanRecord>,
  orderId: OrderId,
  options: ClinicOptions,
  more: Readonly<Record<string, unknown>> = {},
): void {
  if (answer.kind === 'unknown') throw unknown(orderId);
  if (answer.kind === 'refused') throw new CommandError(EXIT.failed, answer.why);
  if (options.json === true) sayJson({ scans: { ...scanView(answer.item), ...more } });
  else if (answer.unchanged === true)
    say(`That was done before: the scan of order ${orderId} is ${answer.item.state}.`);
  else say(`The scan of order ${orderId} ${nowOrStill(answer.item.state)}.`);
}

/** A wish that leaves a filed scan as it is was for its screen captures. */
function nowOrStill(state: ScanState): string {
  return state === 'filed' ? 'stays filed; this was done with its failed screen captures' : `is now ${state}`;
}

function unknown(orderId: OrderId): CommandError {
  return new CommandError(EXIT.usage, `There is no order ${orderId}.`);
}
