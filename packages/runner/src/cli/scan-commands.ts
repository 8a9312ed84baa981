import { OrderId, PatientRef, SCAN_STATES, type ScanState } from '@chairside/core';
import type { ClinicLedger, ScanRecord } from '@chairside/core/house';
import { ScanDesk, type DeskAnswer } from '@chairside/core/flow';
import { Option, type Command } from 'commander';
import { CLINIC } from '../composition/tokens.js';
import { CommandError, EXIT } from './command-error.js';
import { say, sayJson } from './print.js';
import { listReview } from './review-list.js';
import { clinicCommand } from './rx-commands.js';
import { listScans, type ScanListOptions } from './scan-list.js';
import { findClinic, withSession, type ClinicOptions, type Session } from './session.js';
import { scanView } from '../views/item-views.js';
import { wholeNumber } from './whole-number.js';

/** `scans …` and `review …`: the scans, and what no rule may decide. */
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

  const review = program.command('review').description('what no rule may decide');
  clinicCommand(
    review,
    'list',
    'lists scans that no rule may file and patients whom no rule may change, with who may be meant',
  ).action((options: ClinicOptions) => withSession(options, (session) => listReview(session, options)));
  clinicCommand(review, 'assign <order> <patient>', "files a scan for a patient, by the DPMS's own reference").action(
    (order: string, patient: string, options: ClinicOptions) =>
      withSession(options, (session) => assign(session, OrderId(order), PatientRef(patient), options)),
  );
  clinicCommand(review, 'dismiss <order>', 'leaves a scan, or its failed screen captures, unfiled').action(
    (order: string, options: ClinicOptions) => act(order, options, (desk) => desk.dismiss(OrderId(order))),
  );
}

async function show(session: Session, orderId: OrderId, options: ClinicOptions): Promise<void> {
  const ledger = await ledgerOf(session, options, orderId);
  const record = await recordOf(ledger, orderId);
  const view = scanView(record, await ledger.scans.revisions(orderId), await ledger.captures.list(orderId));
  if (options.json === true) sayJson({ scans: view });
  else say(JSON.stringify(view, null, 2));
}

async function assign(session: Session, orderId: OrderId, ref: PatientRef, options: ClinicOptions): Promise<void> {
  const ledger = await ledgerOf(session, options, orderId);
  const scope = await session.clinic(ledger.clinic);
  const { patients } = scope.container.get(CLINIC.adapter);
  if (patients === undefined) throw new CommandError(EXIT.usage, 'The adapter of this clinic knows no patients.');
  const patient = await patients.byRef(ref, session.signal);
  if (patient === undefined) throw new CommandError(EXIT.usage, 'The DPMS has no patient with that reference.');
  report(await new ScanDesk(ledger, session.clock, session.operator).assign(orderId, patient), orderId, options);
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
    report(await new ScanDesk(ledger, session.clock, session.operator).redeliver(orderId), orderId, options);
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

function report(answer: DeskAnswer<ScanRecord>, orderId: OrderId, options: ClinicOptions): void {
  if (answer.kind === 'unknown') throw unknown(orderId);
  if (answer.kind === 'refused') throw new CommandError(EXIT.failed, answer.why);
  if (options.json === true) sayJson({ scans: scanView(answer.item) });
  else say(`The scan of order ${orderId} ${nowOrStill(answer.item.state)}.`);
}

/** A wish that leaves a filed scan as it is was for its screen captures. */
function nowOrStill(state: ScanState): string {
  return state === 'filed' ? 'stays filed; this was done with its failed screen captures' : `is now ${state}`;
}

function ledgerOf(session: Session, options: ClinicOptions, orderId: OrderId): Promise<ClinicLedger> {
  return findClinic(
    session,
    options,
    'order',
    orderId,
    async (clinic) => (await clinic.scans.get(orderId)) !== undefined,
  );
}

async function recordOf(ledger: ClinicLedger, orderId: OrderId): Promise<ScanRecord> {
  const record = await ledger.scans.get(orderId);
  if (record === undefined) throw unknown(orderId);
  return record;
}

function unknown(orderId: OrderId): CommandError {
  return new CommandError(EXIT.usage, `There is no order ${orderId}.`);
}
