import { OrderId, SCAN_STATES } from '@chairside/core';
import { ScanDesk, type DeskAnswer } from '@chairside/core/flow';
import type { ScanRecord } from '@chairside/core/house';
import { Option, type Command } from 'commander';
import { scanView } from '../views/item-views.js';
import { chartHolding } from './chart-holding.js';
import { CommandError, EXIT } from './command-error.js';
import { say, sayJson } from './print.js';
import { clinicCommand } from './rx-commands.js';
import { ledgerOf, recordOf, report } from './scan-answer.js';
import { listScans, type ScanListOptions } from './scan-list.js';
import { withSession, type ClinicOptions, type Session } from './session.js';
import { wholeNumber } from './whole-number.js';

/** `scans …`: the scans. */
export function scanCommands(program: Command): void {
  const scans = program.command('scans').description('the scans');
  clinicCommand(scans, 'list', 'lists the scans of all clinics')
    .addOption(new Option('--state <state>', 'only those in this state').choices(SCAN_STATES))
    .option(
      '--patient <patient>',
      "only this patient's, by the DPMS's own reference, with their addresses in iTero's viewer",
    )
    .action((options: ScanListOptions) => withSession(options, (session) => listScans(session, options)));
  clinicCommand(scans, 'show <order>', 'shows one scan with its revisions, screen captures and files').action(
    (order: string, options: ClinicOptions) =>
      withSession(options, (session) => show(session, OrderId(order), options)),
  );
  clinicCommand(
    scans,
    'retry <order>',
    'works on a failed or waiting scan, or its failed screen captures, at once',
  ).action((order: string, options: ClinicOptions) => act(order, options, (desk) => desk.retry(OrderId(order))));
  clinicCommand(
    scans,
    'redeliver <order>',
    'fetches a filed scan again and files what the chart lost, not what a person took out',
  )
    .option('--revision <number>', 'which revision; only the newest can be fetched', wholeNumber)
    .action((order: string, options: ClinicOptions & { readonly revision?: number }) => redeliver(order, options));
  clinicCommand(
    scans,
    'withdraw <order>',
    'takes a wrong filing out of the chart, and puts the scan into the review inbox',
  ).action((order: string, options: ClinicOptions) =>
    withSession(options, (session) => withdraw(session, OrderId(order), options)),
  );
}

async function show(session: Session, orderId: OrderId, options: ClinicOptions): Promise<void> {
  const ledger = await ledgerOf(session, options, orderId);
  const record = await recordOf(ledger, orderId);
  const view = scanView(record, await ledger.scans.revisions(orderId), await ledger.captures.list(orderId));
  if (options.json === true) sayJson({ scans: view });
  else say(JSON.stringify(view, null, 2));
}

async function withdraw(session: Session, orderId: OrderId, options: ClinicOptions): Promise<void> {
  const ledger = await ledgerOf(session, options, orderId);
  const scope = await session.clinic(ledger.clinic);
  if (scope.adapter.sink?.withdraw === undefined) {
    throw new CommandError(
      EXIT.failed,
      'The adapter of this clinic cannot take files out of a chart: do it in the practice software.',
    );
  }
  report(await new ScanDesk(ledger, session.clock, session.operator).withdraw(orderId), orderId, options);
}

function redeliver(order: string, options: ClinicOptions & { readonly revision?: number }): Promise<void> {
  return withSession(options, async (session) => {
    const orderId = OrderId(order);
    const ledger = await ledgerOf(session, options, orderId);
    const { revision } = await recordOf(ledger, orderId);
    if (options.revision !== undefined && options.revision !== revision) {
      throw new CommandError(
        EXIT.usage,
        `iTero keeps only the newest files of an order: revision ${revision} can be fetched again, revision ${options.revision} cannot.`,
      );
    }
    const answer = await new ScanDesk(ledger, session.clock, session.operator).redeliver(orderId);
    const holding = answer.kind === 'done' ? await chartHolding(session, ledger, orderId) : undefined;
    report(answer, orderId, options, { inChart: holding ?? null });
    if (holding === 'removed' && options.json !== true) {
      say(
        `A person took files of it out of the chart, or changed them: those are not brought back.`,
        `To have it filed anew: chairside scans withdraw ${orderId}, then: chairside review assign ${orderId} PATIENT.`,
      );
    }
  });
}

function act(
  order: string,
  options: ClinicOptions,
  wish: (desk: ScanDesk) => Promise<DeskAnswer<ScanRecord>>,
): Promise<void> {
  return withSession(options, async (session) => {
    const ledger = await ledgerOf(session, options, OrderId(order));
    report(await wish(new ScanDesk(ledger, session.clock, session.operator)), OrderId(order), options);
  });
}
