import { OrderId, PatientRef } from '@chairside/core';
import { ScanDesk } from '@chairside/core/flow';
import { comparePatient, reviewSentences } from '@chairside/core/house';
import type { Command } from 'commander';
import { CLINIC } from '../composition/tokens.js';
import { CommandError, EXIT } from './command-error.js';
import { person } from './person.js';
import { say } from './print.js';
import { listReview } from './review-list.js';
import { clinicCommand } from './rx-commands.js';
import { ledgerOf, recordOf, report } from './scan-answer.js';
import { withSession, type ClinicOptions, type Session } from './session.js';

/** `review …`: what no rule may decide. */
export function reviewCommands(program: Command): void {
  const review = program.command('review').description('what no rule may decide');
  clinicCommand(
    review,
    'list',
    'lists scans that no rule may file and patients whom no rule may change, with who may be meant and why each is not sure',
  ).action((options: ClinicOptions) => withSession(options, (session) => listReview(session, options)));
  clinicCommand(
    review,
    'assign <order> <patient>',
    "files a scan for any patient of the practice, by the DPMS's own reference",
  ).action((order: string, patient: string, options: ClinicOptions) =>
    withSession(options, (session) => assign(session, OrderId(order), PatientRef(patient), options)),
  );
  clinicCommand(review, 'dismiss <order>', 'leaves a scan, or its failed screen captures, unfiled').action(
    (order: string, options: ClinicOptions) =>
      withSession(options, async (session) => {
        const orderId = OrderId(order);
        const ledger = await ledgerOf(session, options, orderId);
        report(await new ScanDesk(ledger, session.clock, session.operator).dismiss(orderId), orderId, options);
      }),
  );
}

async function assign(session: Session, orderId: OrderId, ref: PatientRef, options: ClinicOptions): Promise<void> {
  const ledger = await ledgerOf(session, options, orderId);
  const { order } = await recordOf(ledger, orderId);
  const scope = await session.clinic(ledger.clinic);
  const { patients } = scope.container.get(CLINIC.adapter);
  if (patients === undefined) throw new CommandError(EXIT.usage, 'The adapter of this clinic knows no patients.');
  const patient = await patients.byRef(ref, session.signal);
  if (patient === undefined)
    throw new CommandError(
      EXIT.usage,
      'The practice software knows no patient with that reference. Nothing was changed.',
    );
  const answer = await new ScanDesk(ledger, session.clock, session.operator).assign(orderId, patient);
  if (answer.kind === 'done' && options.json !== true) {
    if (patient.ref !== ref) say(`Patient ${ref} was merged into patient ${patient.ref}.`);
    say(
      `The scan names: ${person(order.patient)}.`,
      `Patient ${patient.ref} is: ${person(patient)}.`,
      reviewSentences(comparePatient(order.patient, patient)),
    );
  }
  report(answer, orderId, options);
}
