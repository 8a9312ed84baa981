import type {
  CloudPatient,
  PatientChange,
  PatientChangeById,
  PatientFilter,
  PatientUpdateAnswer,
} from '../domain/cloud-patient.js';
import type { ScannedPatient } from '../domain/patient.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ApiClient } from './api-client.js';

/** Patient Management API: search of versions 2 and 3, update by chart number and by id. */
export class PatientCalls {
  readonly #api: ApiClient;

  constructor(api: ApiClient) {
    this.#api = api;
  }

  async similar(_patient: ScannedPatient, _signal: AbortSignal): Promise<readonly CloudPatient[]> {
    throw new ChairsideError('CLOUD_REFUSED', { detail: String(this.#api) });
  }

  async *search(_filter: PatientFilter, _signal: AbortSignal): AsyncGenerator<readonly CloudPatient[]> {
    yield [];
    throw new ChairsideError('PATIENT_SEARCH_UNAVAILABLE');
  }

  async update(_chart: string, _change: PatientChange, _signal: AbortSignal): Promise<PatientUpdateAnswer> {
    throw new ChairsideError('CLOUD_REFUSED');
  }

  async updateById(
    _id: string,
    _change: Partial<PatientChangeById>,
    _signal: AbortSignal,
  ): Promise<PatientUpdateAnswer> {
    throw new ChairsideError('CLOUD_REFUSED');
  }
}
