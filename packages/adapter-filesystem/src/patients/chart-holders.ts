import type { Patient } from '@chairside/core';
import { requestedPatient, type PatientRecords } from './patient-records.js';
import type { Roster } from './roster-file.js';

/** Who holds a chart number. One patient whom both roster and a request know is one: the roster's, unless it is older. */
export async function holdersOf(
  chartNumber: string,
  records: PatientRecords,
  roster: Roster | undefined,
): Promise<readonly Patient[]> {
  if (chartNumber === '') return [];
  const listed = roster?.byChart.get(chartNumber) ?? [];
  if (listed.length > 1) return listed;
  const record = await records.get(chartNumber);
  const requested = record === undefined ? undefined : requestedPatient(record);
  if (requested === undefined) return listed;
  const newer = (record?.request?.at ?? 0) > (roster?.changedAt ?? 0);
  return listed.length === 0 || newer ? [requested] : listed;
}
