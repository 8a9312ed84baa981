import type { Patient } from '@chairside/core';
import type { CloudPatient, PatientRecord, RxRecord } from '@chairside/core/house';
import { FlowBench, never } from './flow-bench.js';
import type { PolicyChanges } from './sample-policy.js';
import { samplePatient, sampleRx, wanted } from './samples.js';

/** The patient of the RX `A`. */
export const ANNA = samplePatient(1, { firstName: 'Anna', dateOfBirth: '1980-01-02', gender: 'Female' });
/** Somebody else who holds Anna's chart number. */
export const STRANGER: Omit<CloudPatient, 'id'> = {
  chartNumber: ANNA.chartNumber,
  firstName: 'Sample',
  lastName: 'Stranger',
  dateOfBirth: '1950-05-05',
};

/** Anna as the cloud holds her. */
export function cloudAnna(fields: Partial<CloudPatient> = {}): Omit<CloudPatient, 'id'> {
  const { ref: _, ...anna } = ANNA;
  return { ...anna, ...fields };
}

/** A practice that keeps patients in step with a cloud that does as Patient Management does; it wants an RX for Anna. */
export async function pushingBench(changes: PolicyChanges = {}): Promise<FlowBench> {
  const bench = await FlowBench.open({ ...changes, patients: { pushUpdates: true, ...changes.patients } });
  bench.service.rxUpdatesPatients = true;
  bench.adapter.patients.put(ANNA);
  bench.trigger.say(wanted(sampleRx('A', 1, { patientDetails: ANNA })));
  await bench.flows.readTrigger.run(never);
  return bench;
}

/** The same, and the RX was sent: so the cloud knows Anna. */
export async function knowingBench(changes: PolicyChanges = {}): Promise<FlowBench> {
  const bench = await pushingBench(changes);
  await bench.untilQuiet();
  bench.service.calls.length = 0;
  return bench;
}

/** The DPMS says something else of Anna. */
export function change(bench: FlowBench, fields: Partial<Patient>): Patient {
  const said = { ...ANNA, ...fields };
  bench.adapter.patients.put(said);
  return said;
}

/** One look of the flow that pushes. */
export async function push(bench: FlowBench): Promise<PatientRecord> {
  await bench.flows.pushPatients?.read(never);
  await bench.flows.pushPatients?.run(never);
  return await bench.patient(ANNA.ref);
}

/** Whom the cloud knows, without ids, as `chart number: names, birth date`. */
export function atTheCloud(bench: FlowBench): readonly string[] {
  return bench.service.patients.map(
    ({ chartNumber, firstName, lastName, dateOfBirth = '' }) =>
      `${chartNumber}: ${firstName} ${lastName} ${dateOfBirth}`,
  );
}

/** State and problem, as `state CODE`. */
export function stateOf({ state, problem }: RxRecord | PatientRecord): string {
  return `${state} ${problem?.code ?? ''}`.trim();
}

/** The names of the calls that were made to the cloud's patients. */
export function patientCalls(bench: FlowBench): readonly string[] {
  return bench.service.calls.map((call) => call.split(' ')[0] ?? '').filter((call) => call.includes('Patient'));
}
