import { PatientRef, RxKey, type WantedRx } from '@chairside/core';
import type { Provider } from '../directory/providers.js';
import { grouped } from './grouped.js';
import { notesOf } from './notes.js';
import type { BookedVisit, WishedProcedure } from './visit.js';

const KEY = /^(?<visit>p?\d+):(?<group>.+)$/;

/** The parts of a key; undefined for one that is not of this adapter. */
export function partsOf(key: RxKey): { readonly visit: string; readonly group: string } | undefined {
  const { visit, group } = KEY.exec(key)?.groups ?? {};
  return visit === undefined || group === undefined ? undefined : { visit, group };
}

/** The procedures of a visit by RX: those for the same procedure of the scanner go together, but not to different labs. */
function groupsOf({ procedures }: BookedVisit): ReadonlyMap<string, readonly WishedProcedure[]> {
  return grouped(
    procedures.map((procedure) => withLab(procedure, procedures)),
    ({ wish }) => wish.group,
  );
}

/** A procedure whose rule names no lab goes along with one whose rule does: a bridge is one piece of work. */
function withLab(procedure: WishedProcedure, all: readonly WishedProcedure[]): WishedProcedure {
  const { procedureMapId, labId, mode } = procedure.wish;
  if (procedureMapId === undefined || labId !== undefined) return procedure;
  const [first] = all
    .map(({ wish }) => wish)
    .filter((wish) => wish.procedureMapId === procedureMapId && wish.labId !== undefined)
    .sort((one, other) => one.labId! - other.labId!);
  return first === undefined ? procedure : { ...procedure, wish: { ...first, mode } };
}

/** Whether a visit asks for the RX of a group. */
export function asksFor(visit: BookedVisit, group: string): boolean {
  return groupsOf(visit).has(group);
}

/**
 * The RX of a visit: equal as long as the same is asked for, whatever the time and the room. The doctor is the visit's
 * dentist, whoever its procedures are booked on, since one RX has one; its hygienist only where it names no dentist.
 */
export function wantedRxs(
  visit: BookedVisit,
  providers: ReadonlyMap<string, Provider>,
  template: string,
): readonly WantedRx[] {
  const doctor = doctorOf(visit, providers);
  return [...groupsOf(visit)].map(([group, procedures]) => ({
    key: RxKey(`${visit.name}:${group}`),
    patient: PatientRef(visit.patient),
    ...doctor,
    ...procedureOf(procedures),
    notes: notesOf(template, procedures),
    ...(procedures.every(({ wish }) => wish.mode !== 'auto') && { proposal: true }),
  }));
}

type DoctorPart = Pick<WantedRx, 'doctor' | 'doctorKeys' | 'licenseNumber'>;

function doctorOf({ dentist, hygienist }: BookedVisit, providers: ReadonlyMap<string, Provider>): DoctorPart {
  const number = [dentist, hygienist].find((each) => each !== '0');
  if (number === undefined) return {};
  const { keys, licenseNumber } = providers.get(number) ?? { keys: [number], licenseNumber: undefined };
  const [doctor, ...doctorKeys] = keys;
  return { doctor, ...(doctorKeys.length > 0 && { doctorKeys }), licenseNumber };
}

type ProcedurePart = Pick<WantedRx, 'procedureMapId' | 'procedureCode' | 'procedureChoices' | 'labId'>;

/** Where only a person can say the id, the code goes along: it is what that person is asked about. */
function procedureOf(procedures: readonly WishedProcedure[]): ProcedurePart {
  const { procedureMapId, labId, choices } = procedures[0]!.wish;
  if (procedureMapId !== undefined) return { procedureMapId, labId };
  const [code] = procedures.map(({ code }) => code).sort();
  return { procedureCode: code, procedureChoices: choices };
}
