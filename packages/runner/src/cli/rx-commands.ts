import { RX_STATES, RxKey, type ChairsideError, type RxState } from '@chairside/core';
import type { RxRecord } from '@chairside/core/house';
import { PrepareRx, RxDesk, type DeskAnswer } from '@chairside/core/flow';
import { Option, type Command } from 'commander';
import { CommandError, EXIT } from './command-error.js';
import { say, sayJson, sayTable } from './print.js';
import { findClinic, withSession, type ClinicOptions, type Session } from './session.js';
import { nextTry, rxView } from '../views/item-views.js';
import { wholeNumber } from './whole-number.js';

interface ListOptions extends ClinicOptions {
  readonly state?: RxState;
}

interface ApproveOptions extends ClinicOptions {
  readonly procedure?: number;
  readonly doctor?: number;
  readonly lab?: number;
}

/** `rx …`: the scan requests. */
export function rxCommands(program: Command): void {
  const rx = program.command('rx').description('the scan requests');
  clinicCommand(rx, 'list', 'lists the RX of all clinics')
    .addOption(new Option('--state <state>', 'only those in this state').choices(RX_STATES))
    .action((options: ListOptions) => withSession(options, (session) => list(session, options)));
  clinicCommand(rx, 'show <key>', 'shows one RX').action((key: string, options: ClinicOptions) =>
    withSession(options, (session) => show(session, RxKey(key), options)),
  );
  clinicCommand(rx, 'approve <key>', 'sends a proposal, or one that waits for a doctor or a procedure')
    .option('--procedure <id>', 'the procedureMapId to send', wholeNumber)
    .option('--doctor <id>', "iTero's number of the doctor", wholeNumber)
    .option('--lab <id>', "iTero's number of the lab", wholeNumber)
    .action((key: string, options: ApproveOptions) => {
      const choice = { procedureMapId: options.procedure, doctorId: options.doctor, labId: options.lab };
      return act(key, options, (desk) => desk.approve(RxKey(key), choice));
    });
  clinicCommand(rx, 'resend <key>', 'sends an RX that failed, was dismissed or is in doubt again').action(
    (key: string, options: ClinicOptions) => act(key, options, (desk) => desk.resend(RxKey(key))),
  );
  clinicCommand(rx, 'withdraw <key>', 'takes an RX from the scanner').action((key: string, options: ClinicOptions) =>
    act(key, options, (desk) => desk.withdraw(RxKey(key))),
  );
  clinicCommand(rx, 'dismiss <key>', 'lets an RX rest; nothing is done at the scanner').action(
    (key: string, options: ClinicOptions) => act(key, options, (desk) => desk.dismiss(RxKey(key))),
  );
}

/** A command that prints items and can be narrowed to one clinic. */
export function clinicCommand(parent: Command, nameAndArgs: string, description: string): Command {
  return parent
    .command(nameAndArgs)
    .description(description)
    .option('--clinic <id>', 'only this clinic')
    .option('--json', 'prints JSON');
}

async function list(session: Session, options: ListOptions): Promise<void> {
  const filter = options.state === undefined ? {} : { states: [options.state] };
  const records: RxRecord[] = [];
  for (const ledger of session.ledgers(options)) records.push(...(await ledger.rx.list(filter)));
  if (options.json === true) {
    sayJson({ rx: records.map(rxView) });
    return;
  }
  if (records.length === 0) {
    say(options.state === undefined ? 'There is no RX yet.' : `There is no RX in the state ${options.state}.`);
    return;
  }
  const rows = records.map((record) => [
    record.clinic,
    record.key,
    record.state,
    record.wanted.patient,
    record.wanted.procedureCode ?? record.wanted.procedureMapId?.toString() ?? '',
    record.rxId ?? '',
    record.orderId ?? '',
    nextTry(record),
    record.problem?.text ?? '',
  ]);
  sayTable(['CLINIC', 'KEY', 'STATE', 'PATIENT', 'PROCEDURE', 'RX', 'ORDER', 'NEXT TRY', 'PROBLEM'], rows);
}

async function show(session: Session, key: RxKey, options: ClinicOptions): Promise<void> {
  const ledger = await findClinic(
    session,
    options,
    'RX',
    key,
    async (clinic) => (await clinic.rx.get(key)) !== undefined,
  );
  const record = await ledger.rx.get(key);
  if (record === undefined) throw new CommandError(EXIT.usage, `There is no RX with the key "${key}".`);
  if (options.json === true) sayJson({ rx: rxView(record) });
  else say(JSON.stringify(rxView(record), null, 2));
}

/** What a person must still choose or map before an RX that is to be sent can be; who the patient is the service finds out. */
function stillLacking(session: Session, item: RxRecord): readonly ChairsideError[] {
  const clinic = session.config.clinics.find(({ id }) => id === item.clinic);
  if (clinic === undefined || item.state !== 'wanted') return [];
  return new PrepareRx(undefined, clinic.policy).lacking(item);
}

function act(
  key: string,
  options: ClinicOptions,
  wish: (desk: RxDesk) => Promise<DeskAnswer<RxRecord>>,
): Promise<void> {
  return withSession(options, async (session) => {
    const ledger = await findClinic(
      session,
      options,
      'RX',
      key,
      async (clinic) => (await clinic.rx.get(RxKey(key))) !== undefined,
    );
    const answer = await wish(new RxDesk(ledger, session.clock, session.operator));
    if (answer.kind === 'unknown') throw new CommandError(EXIT.usage, `There is no RX with the key "${key}".`);
    if (answer.kind === 'refused') throw new CommandError(EXIT.failed, answer.why);
    const { item } = answer;
    const lacking = stillLacking(session, item);
    if (options.json === true)
      sayJson({
        rx: { ...rxView(item), lacking: lacking.map(({ code, screenText }) => ({ code, text: screenText })) },
      });
    else {
      const notYet = lacking.length === 0 ? '' : ', but cannot be sent yet';
      const remarks = [
        ...lacking.map(({ screenText }) => screenText),
        ...(item.problem === undefined ? [] : [item.problem.text]),
      ];
      say(`The RX ${key} is now ${item.state}${notYet}.`, ...remarks.map((remark) => `  ! ${remark}`));
    }
  });
}
