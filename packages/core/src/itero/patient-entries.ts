import type { CloudPatient } from '../domain/cloud-patient.js';
import type { ClinicId } from '../domain/ids.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Logger } from '../ports/logger.js';
import { toCloudPatient } from './patient-map.js';
import { PatientAnswer } from './patient-schema.js';
import { fieldPath } from './read-answer.js';

type Read = { readonly patient: CloudPatient } | { readonly problem: string };

function readEntry(entry: unknown): Read {
  const read = PatientAnswer.safeParse(entry);
  if (!read.success) return { problem: fieldPath(read.error) };
  const patient = toCloudPatient(read.data);
  return patient === undefined ? { problem: 'Id' } : { patient };
}

/** Reads lists of patients. An entry that cannot be read is left out, and warned of once for each endpoint. */
export class PatientEntries {
  readonly #clinic: ClinicId;
  readonly #logger: Logger;
  readonly #warned = new Set<string>();

  constructor(clinic: ClinicId, logger: Logger) {
    this.#clinic = clinic;
    this.#logger = logger;
  }

  read(entries: readonly unknown[], endpoint: string): readonly CloudPatient[] {
    const patients = entries.map(readEntry).flatMap((read) => ('patient' in read ? [read.patient] : []));
    if (patients.length < entries.length) this.#warn(endpoint);
    return patients;
  }

  /** The same. Throws CLOUD_ANSWER_UNREADABLE where there are entries of which none can be read. */
  readSome(entries: readonly unknown[], endpoint: string): readonly CloudPatient[] {
    const patients = this.read(entries, endpoint);
    if (patients.length > 0 || entries.length === 0) return patients;
    const first = readEntry(entries[0]);
    const problem = 'problem' in first ? first.problem : 'Id';
    throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${endpoint}: ${problem}` });
  }

  /** Each of them. Throws CLOUD_ANSWER_UNREADABLE where one cannot be read: it may be the very one who matters. */
  readAll(entries: readonly unknown[], endpoint: string): readonly CloudPatient[] {
    return entries.map((entry) => {
      const read = readEntry(entry);
      if ('patient' in read) return read.patient;
      throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${endpoint}: ${read.problem}` });
    });
  }

  #warn(endpoint: string): void {
    if (this.#warned.has(endpoint)) return;
    this.#warned.add(endpoint);
    const code = 'CLOUD_ANSWER_UNREADABLE';
    this.#logger.warn('A patient of a list cannot be read and is left out', { clinic: this.#clinic, endpoint, code });
  }
}
