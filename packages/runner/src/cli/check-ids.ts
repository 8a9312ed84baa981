import type { Practice } from '@chairside/core/house';
import type { ClinicPolicy } from '@chairside/core/flow';
import type { CheckLine } from './check-line.js';
import { counted } from './counted.js';

/** An id of the configuration and where it stands. */
interface Named {
  readonly subject: string;
  readonly id: number;
}

/** Ids of the configuration that iTero does not know would fail with each RX. */
export function checkIds(rx: ClinicPolicy['rx'], practice: Practice): readonly CheckLine[] {
  const doctors = named({ 'rx.defaults.doctorId': rx.defaults.doctorId, ...below('rx.doctors', rx.doctors) });
  const labs = named({
    'rx.defaults.labId': rx.defaults.labId,
    ...below(
      'rx.procedures',
      Object.fromEntries(
        Object.entries(rx.procedures).map(([code, rule]) => [code, rule === false ? undefined : rule.labId]),
      ),
    ),
  });
  const lines = [...unknown('doctor', doctors, practice.doctors), ...unknown('lab', labs, practice.labs)];
  return lines.length > 0 ? lines : [{ level: 'ok', subject: 'mappings', text: allKnown(doctors, labs) }];
}

function below(
  path: string,
  ids: Readonly<Record<string, number | undefined>>,
): Readonly<Record<string, number | undefined>> {
  return Object.fromEntries(Object.entries(ids).map(([key, id]) => [`${path}.${key}`, id]));
}

function named(ids: Readonly<Record<string, number | undefined>>): readonly Named[] {
  return Object.entries(ids).flatMap(([subject, id]) => (id === undefined ? [] : [{ subject, id }]));
}

function unknown(
  noun: 'doctor' | 'lab',
  ids: readonly Named[],
  known: readonly { readonly id: number; readonly name: string }[],
): readonly CheckLine[] {
  const advice = `known are: ${known.map(({ id, name }) => `${id} ${name}`).join(', ')}`;
  return ids
    .filter(({ id }) => !known.some((each) => each.id === id))
    .map(({ subject, id }) => ({ level: 'problem', subject, text: `iTero knows no ${noun} ${id}`, advice }));
}

function allKnown(doctors: readonly Named[], labs: readonly Named[]): string {
  if (doctors.length + labs.length === 0) return 'the rx section names no doctor and no lab yet';
  const distinct = (ids: readonly Named[]): number => new Set(ids.map(({ id }) => id)).size;
  const count = `${counted(distinct(doctors), 'doctor')} and ${counted(distinct(labs), 'lab')}`;
  return `iTero knows all that the rx section names: ${count}`;
}
