import { PatientRef, type Gender } from '@chairside/core';
import { PATIENT_STATES, type PatientRecord, type PatientState } from '@chairside/core/house';
import { PatientDesk, type DeskAnswer } from '@chairside/core/flow';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { calendarDay } from './calendar-day.js';
import { CommandError, EXIT } from './command-error.js';
import { comparedPatient } from './compared-patient.js';
import { searchPatients, type SearchOptions } from './patient-search.js';
import { updatePatient, type UpdateOptions } from './patient-update.js';
import { say, sayJson, sayTable } from './print.js';
import { withSession, type CommandOptions, type Session } from './session.js';
import { nextTry, patientRecordView } from '../views/item-views.js';
import { atLeastOne } from './whole-number.js';

const NOT_IN_STEP = PATIENT_STATES.filter((state) => state !== 'in-step');

interface ListOptions extends CommandOptions {
  readonly state?: PatientState;
}

/** `patients …`: the patients as iTero has them, and those whose data is not in step with the DPMS. */
export function patientCommands(program: Command): void {
  const patients = program.command('patients').description('the patients at iTero');
  patientCommand(patients, 'search <clinic>', 'searches iTero for patients; with nothing said, lists all of them')
    .option('--first <name>', 'the first name; * or % stands for anything')
    .option('--last <name>', 'the last name, likewise')
    .option('--chart <number>', 'the chart number, likewise; "" for patients without one')
    .option('--updated-from <day>', 'changed on this day or later', calendarDay)
    .option('--updated-to <day>', 'changed before this day', calendarDay)
    .option('--scanned-from <day>', 'last scanned on this day or later', calendarDay)
    .option('--scanned-to <day>', 'last scanned before this day', calendarDay)
    .option('--limit <count>', 'prints no more than these', atLeastOne, 1_000)
    .action((clinic: string, options: SearchOptions) =>
      withSession(options, (session) => searchPatients(session, clinic, options)),
    );
  patientCommand(patients, 'update <clinic>', 'changes one patient at iTero, after showing who it is')
    .option('--chart <number>', 'the patient who has this chart number')
    .option('--id <id>', "the patient with this id of iTero's, where patients.updateById allows it")
    .option('--first <name>', 'the new first name', filled)
    .option('--last <name>', 'the new last name', filled)
    .option('--birth-date <day>', 'the new birth date; not with --id', calendarDay)
    .option('--gender <gender>', 'male or female; not with --id', gender)
    .option('--new-chart <number>', 'the new chart number; only with --id', filled)
    .option('--yes', 'does not ask')
    .action((clinic: string, options: UpdateOptions) =>
      withSession(options, (session) => updatePatient(session, clinic, options)),
    );
  patientCommand(patients, 'list <clinic>', 'lists the patients whose data at iTero is not what the DPMS says')
    .addOption(new Option('--state <state>', 'only those in this state').choices(PATIENT_STATES))
    .action((clinic: string, options: ListOptions) =>
      withSession(options, (session) => list(session, clinic, options)),
    );
  patientCommand(
    patients,
    'retry <clinic> <patient>',
    "looks at a patient again at once, by the DPMS's own reference",
  ).action((clinic: string, patient: string, options: CommandOptions) =>
    act(clinic, options, (desk) => desk.retry(PatientRef(patient))),
  );
  patientCommand(
    patients,
    'dismiss <clinic> <patient>',
    'lets a difference rest, until the DPMS says something new',
  ).action((clinic: string, patient: string, options: CommandOptions) =>
    act(clinic, options, (desk) => desk.dismiss(PatientRef(patient))),
  );
}

function patientCommand(parent: Command, nameAndArgs: string, description: string): Command {
  return parent.command(nameAndArgs).description(description).option('--json', 'prints JSON');
}

function filled(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('A text is expected.');
  return text.trim();
}

function gender(text: string): Gender {
  const found = (['Male', 'Female'] as const).find((known) => known.toLowerCase() === text.toLowerCase());
  if (found === undefined) throw new InvalidArgumentError('male or female is expected.');
  return found;
}

async function list(session: Session, clinic: string, { state, json }: ListOptions): Promise<void> {
  const ledger = session.house.clinicLedger(session.clinicId(clinic));
  const records = await ledger.patients.list({ states: state === undefined ? NOT_IN_STEP : [state] });
  if (json === true) {
    sayJson({ patients: records.map(patientRecordView) });
    return;
  }
  if (records.length === 0) {
    say(
      state === undefined ? 'No patient is out of step with the DPMS.' : `There is no patient in the state ${state}.`,
    );
    return;
  }
  sayTable(
    ['PATIENT', 'STATE', 'DPMS', 'ITERO WAS TOLD', 'NEXT TRY', 'PROBLEM'],
    records.map(({ ref, state, told, wanted = told, dueAt, problem }) => [
      ref,
      state,
      comparedPatient(wanted, told),
      comparedPatient(told, wanted),
      nextTry({ dueAt, problem }),
      problem?.text ?? '',
    ]),
  );
}

function act(
  clinic: string,
  options: CommandOptions,
  wish: (desk: PatientDesk) => Promise<DeskAnswer<PatientRecord>>,
): Promise<void> {
  return withSession(options, async (session) => {
    const ledger = session.house.clinicLedger(session.clinicId(clinic));
    const answer = await wish(new PatientDesk(ledger, session.clock, session.operator));
    if (answer.kind === 'unknown')
      throw new CommandError(EXIT.usage, 'iTero was told of no patient with that reference.');
    if (answer.kind === 'refused') throw new CommandError(EXIT.failed, answer.why);
    if (options.json === true) sayJson({ patients: patientRecordView(answer.item) });
    else say(`The patient is now ${answer.item.state}.`);
  });
}
