import type { CloudPatient, PatientChange, PatientChangeById, PatientUpdateAnswer } from '../domain/cloud-patient.js';
import type { ScannedPatient } from '../domain/patient.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { discard, readJson } from './answer-body.js';
import type { ApiClient } from './api-client.js';
import { callProblem } from './call-errors.js';
import { field } from './caseless.js';
import { cleanText } from './clean-text.js';
import { complaint } from './complaint.js';
import { ENDPOINTS, type Endpoint } from './endpoints.js';
import type { HttpAnswer } from './http-calls.js';
import { changeBody, changeByIdBody, PATIENT_FIELDS } from './patient-body.js';
import type { PatientEntries } from './patient-entries.js';
import { toCloudPatient } from './patient-map.js';
import { PatientAnswer, PatientList } from './patient-schema.js';
import { openEnvelope, readData } from './read-answer.js';

const { similarPatients, updatePatient, updatePatientById } = ENDPOINTS;

/** The body of a success, or undefined where it is no JSON: that it was one says the status. */
async function jsonOf(answer: HttpAnswer, endpoint: string): Promise<unknown> {
  return readJson(answer, endpoint).catch((error: unknown) => {
    if (ChairsideError.is(error)) return undefined;
    throw error;
  });
}

/** Patient Search and the two updates of Patient Management, version 2. */
export class PatientCalls {
  readonly #api: ApiClient;
  readonly #entries: PatientEntries;

  constructor(api: ApiClient, entries: PatientEntries) {
    this.#api = api;
    this.#entries = entries;
  }

  /**
   * See ScanService.similarPatients. Both criteria are always sent, a blank chart number as a blank one. Throws
   * CLOUD_ANSWER_UNREADABLE where one entry cannot be read: a holder of the chart number who is not seen would be renamed.
   */
  async similar(patient: ScannedPatient, signal: AbortSignal): Promise<readonly CloudPatient[]> {
    const { path } = similarPatients;
    const query = {
      firstName: cleanText(patient.firstName) ?? '',
      lastName: cleanText(patient.lastName) ?? '',
      chartNumber: cleanText(patient.chartNumber) ?? '',
    };
    try {
      const answer = await this.#api.call(similarPatients, { query }, signal);
      // A 404 is no documented answer, so it does not say that nobody is there.
      if (answer.status !== 200) throw this.#api.refusal(answer, similarPatients);
      const list = readData(PatientList, openEnvelope(await readJson(answer, path), path), path);
      return this.#entries.readAll(list, path);
    } catch (error) {
      throw callProblem(error, path);
    }
  }

  /**
   * See ScanService.updatePatient. A blank chart number is nobody's, without a call. Throws a TypeError where nothing is to
   * be changed, and CLOUD_REFUSED for a 400.
   */
  async update(chartNumber: string, change: PatientChange, signal: AbortSignal): Promise<PatientUpdateAnswer> {
    const values = changeBody(change);
    const chart = cleanText(chartNumber);
    if (chart === undefined) return { kind: 'unknown' };
    return this.#patch(updatePatient, { ChartNumber: chart, ...values }, [404], signal);
  }

  /**
   * See ScanService.updatePatientById. Something to change is always sent, so that a 400 can only mean that nobody has
   * the id. Throws a TypeError where nothing is to be changed.
   */
  async updateById(id: string, change: Partial<PatientChangeById>, signal: AbortSignal): Promise<PatientUpdateAnswer> {
    return this.#patch(updatePatientById, { PatientId: id, ...changeByIdBody(change) }, [400, 404], signal);
  }

  async #patch(
    endpoint: Endpoint,
    json: Readonly<Record<string, string>>,
    unknown: readonly number[],
    signal: AbortSignal,
  ): Promise<PatientUpdateAnswer> {
    try {
      const answer = await this.#api.call(endpoint, { json }, signal);
      const { status } = answer;
      if (status >= 200 && status < 300) return { kind: 'updated', patient: await this.#changed(answer, endpoint) };
      if (status === 409) return { kind: 'several', patients: await this.#several(answer, endpoint) };
      if (unknown.includes(status)) {
        discard(answer);
        return { kind: 'unknown' };
      }
      if (status !== 400) throw this.#api.refusal(answer, endpoint);
      throw new ChairsideError('CLOUD_REFUSED', await complaint(answer, endpoint.path, PATIENT_FIELDS));
    } catch (error) {
      throw callProblem(error, endpoint.path);
    }
  }

  /** The patient of an answer that says so; the document shows one for an update by id only. */
  async #changed(answer: HttpAnswer, { path }: Endpoint): Promise<CloudPatient | undefined> {
    const read = PatientAnswer.safeParse(openEnvelope(await jsonOf(answer, path), path));
    return read.success ? toCloudPatient(read.data) : undefined;
  }

  async #several(answer: HttpAnswer, { path }: Endpoint): Promise<readonly CloudPatient[]> {
    const json = await jsonOf(answer, path);
    const list = PatientList.safeParse(field(json, 'Data') ?? json);
    return list.success ? this.#entries.read(list.data, path) : [];
  }
}
