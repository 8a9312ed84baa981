import { ChairsideError, type Gender, type PatientRef } from '@chairside/core';
import type { CloudPatient, PatientUpdateAnswer, ScanService } from '@chairside/core/house';
import { PatientDesk } from '@chairside/core/flow';
import type { ClinicScope } from '../composition/clinic-scope.js';
import { CLINIC } from '../composition/tokens.js';
import { CommandError, EXIT } from './command-error.js';
import { PatientLookup } from './patient-lookup.js';
import { PatientTable } from './patient-table.js';
import { note, say, sayJson } from './print.js';
import type { CommandOptions, Session } from './session.js';
import { cloudPatientView } from '../views/item-views.js';

export interface UpdateOptions extends CommandOptions {
  readonly chart?: string;
  readonly id?: string;
  readonly first?: string;
  readonly last?: string;
  readonly birthDate?: string;
  readonly gender?: Gender;
  readonly newChart?: string;
  readonly yes?: boolean;
}

/** What of a patient may be changed, as the operator reads it. */
const FIELDS = {
  firstName: 'first name',
  lastName: 'last name',
  dateOfBirth: 'birth date',
  gender: 'gender',
  chartNumber: 'chart number',
} as const satisfies Partial<Record<keyof CloudPatient, string>>;
type Field = keyof typeof FIELDS;
type Change = { readonly [Name in Field]?: CloudPatient[Name] };

/** `patients update`: finds the patient, shows what would change, asks, changes it, and shows what iTero has then. */
export async function updatePatient(session: Session, clinic: string, options: UpdateOptions): Promise<void> {
  refuseWrongUse(options);
  const scope = await session.clinic(session.clinicId(clinic));
  refuseId(session, scope, options);
  const service = scope.container.get(CLINIC.service);
  const lookup = new PatientLookup(service, session.signal);
  const before = await find(lookup, options);
  const change = differences(before, options);
  const fields = Object.keys(change) as Field[];
  if (fields.length === 0) {
    note('iTero has it so already; nothing was changed.');
    show(before, options);
    return;
  }
  await refuseTaken(lookup, before, change, options);
  await agree(before, change, options);
  const answer = await send(service, before, change, options, session.signal);
  const changed = { ...before, ...change };
  // The change is made and must be written down, whether or not iTero can be asked what it has now.
  const now = (await lookup.again(changed).catch(sayWhy)) ?? answer ?? changed;
  await writeDown(session, scope, before, now, fields);
  show(now, options);
  const kept = fields.filter((field) => now[field] !== change[field]);
  if (kept.length > 0)
    throw new CommandError(EXIT.failed, `iTero did not take this: ${named(kept)}. Correct it on myitero.com.`);
}

/** Everything that is wrong with how the command was called, at once. */
function refuseWrongUse(options: UpdateOptions): void {
  const { chart, id, first, last, birthDate, gender, newChart, yes } = options;
  const problems = [
    id === undefined && (chart ?? '').trim() === '' && 'Say who is meant, with --chart NUMBER or --id ID.',
    [first, last, birthDate, gender, newChart].every((value) => value === undefined) &&
      'Say what is to be changed, with --first, --last, --birth-date, --gender or --new-chart.',
    id !== undefined && (birthDate ?? gender) !== undefined && 'By id iTero changes names and the chart number only.',
    id === undefined && newChart !== undefined && 'iTero changes a chart number only by id: say --id ID.',
    yes !== true && !process.stdin.isTTY && 'There is no terminal to ask on: say --yes.',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new CommandError(EXIT.usage, ...problems);
}

function refuseId({ config }: Session, { policy }: ClinicScope, { id, chart }: UpdateOptions): void {
  if (id === undefined) return;
  const problems = [
    !policy.patients.updateById && 'Patients are changed by id only where patients.updateById is true.',
    chart === undefined &&
      config.itero.discovery?.v3 === undefined &&
      'Without itero.discovery.v3 nobody is found by id alone: say --chart too, with the chart number of now.',
  ].filter((problem) => problem !== false);
  if (problems.length > 0) throw new CommandError(EXIT.usage, ...problems);
}

async function find(lookup: PatientLookup, options: UpdateOptions): Promise<CloudPatient> {
  const { id, chart = '' } = options;
  if (id !== undefined) {
    const patient = await (options.chart === undefined ? lookup.amongAll(id) : lookup.withChart(id, chart));
    if (patient === undefined) throw nobody(options);
    return patient;
  }
  const [only, ...others] = await lookup.holders(chart);
  if (only === undefined) throw nobody(options);
  if (others.length > 0) throw several([only, ...others], options);
  return only;
}

/** What is asked for and not so already. */
function differences(before: CloudPatient, options: UpdateOptions): Change {
  const { first, last, birthDate, gender, newChart } = options;
  const asked = { firstName: first, lastName: last, dateOfBirth: birthDate, gender, chartNumber: newChart };
  const entries = Object.entries(asked) as [Field, string | undefined][];
  return Object.fromEntries(entries.filter(([field, value]) => value !== undefined && value !== before[field]));
}

/** Under a chart number that two share iTero changes nobody any more, and no RX is sent. */
async function refuseTaken(
  lookup: PatientLookup,
  { id }: CloudPatient,
  { chartNumber }: Change,
  options: UpdateOptions,
): Promise<void> {
  if (chartNumber === undefined) return;
  const others = (await lookup.holders(chartNumber)).filter((patient) => patient.id !== id);
  if (others.length === 0) return;
  showAll(others, options);
  throw new CommandError(
    EXIT.needsPerson,
    'Somebody else at iTero has the new chart number; nothing was changed. Correct that one first, or choose another number.',
  );
}

/** Where a person may be shown patients: the answer to `--json` is kept clean, and stderr may be kept by somebody. */
function screen({ json }: UpdateOptions): typeof say | undefined {
  if (json !== true) return say;
  return process.stderr.isTTY ? note : undefined;
}

/** Shows whom it is about and asks. */
async function agree(before: CloudPatient, change: Change, options: UpdateOptions): Promise<void> {
  const { id, firstName, lastName, chartNumber } = before;
  const fields = Object.entries(change) as [Field, string][];
  screen(options)?.(
    `${firstName} ${lastName}, chart number ${chartNumber === '' ? '(none)' : chartNumber} (${id}):`,
    ...fields.map(([field, value]) => `  ${FIELDS[field]}: ${before[field] ?? '(none)'} -> ${value}`),
  );
  if (options.yes === true) return;
  const { confirm } = await import('@inquirer/prompts');
  const agreed = await confirm({ message: 'Change this at iTero?', default: false }, { output: process.stderr });
  if (!agreed) throw new CommandError(EXIT.failed, 'Nothing was changed.');
}

/** The patient as the answer shows them, where it does. */
async function send(
  service: ScanService,
  before: CloudPatient,
  change: Change,
  options: UpdateOptions,
  signal: AbortSignal,
): Promise<CloudPatient | undefined> {
  const answer: PatientUpdateAnswer =
    options.id === undefined
      ? await service.updatePatient(before.chartNumber, change, signal)
      : await service.updatePatientById(before.id, change, signal);
  if (answer.kind === 'unknown') throw nobody(options);
  if (answer.kind === 'several') throw several(answer.patients, options);
  return answer.patient;
}

async function writeDown(
  session: Session,
  scope: ClinicScope,
  before: CloudPatient,
  after: CloudPatient,
  fields: readonly Field[],
): Promise<void> {
  const desk = new PatientDesk(scope.ledger, session.clock, session.operator);
  // Where the DPMS cannot be asked, what Chairside knows of the patient follows at the next change.
  const refs = (await refsOf(scope, before, session.signal).catch(sayWhy)) ?? [];
  await desk.corrected({ before, after, fields: fields.map((field) => FIELDS[field]) }, refs);
}

function sayWhy(thrown: unknown): undefined {
  note(ChairsideError.from(thrown).message);
}

/** Who of the DPMS may be this patient. */
async function refsOf(
  { adapter }: ClinicScope,
  patient: CloudPatient,
  signal: AbortSignal,
): Promise<readonly PatientRef[]> {
  const answer = await adapter.patients?.search(patient, signal);
  switch (answer?.kind) {
    case undefined:
      return [];
    case 'found':
      return [answer.patient.ref];
    case 'none':
      return answer.near.map(({ ref }) => ref);
    case 'ambiguous':
      return answer.patients.map(({ ref }) => ref);
  }
}

function show(patient: CloudPatient, { json }: UpdateOptions): void {
  if (json === true) sayJson({ patients: cloudPatientView(patient) });
  else new PatientTable().add([patient]);
}

function nobody({ id, chart }: UpdateOptions): CommandError {
  const asked = [id !== undefined && 'this id', chart !== undefined && 'this chart number'];
  const what = asked.filter((text) => text !== false).join(' and ');
  return new CommandError(EXIT.failed, `Nobody at iTero has ${what}; nothing was changed.`);
}

function showAll(patients: readonly CloudPatient[], { json }: UpdateOptions): void {
  if (json === true) sayJson({ patients: patients.map(cloudPatientView) });
  else new PatientTable().add(patients);
}

function several(patients: readonly CloudPatient[], options: UpdateOptions): CommandError {
  showAll(patients, options);
  return new CommandError(
    EXIT.needsPerson,
    'Several patients at iTero have this chart number; nothing was changed. Say which one is meant with --id, or correct it on myitero.com.',
  );
}

function named(fields: readonly Field[]): string {
  return fields.map((field) => FIELDS[field]).join(', ');
}
