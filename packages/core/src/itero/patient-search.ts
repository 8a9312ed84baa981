import type { CloudPatient, PatientFilter } from '../domain/cloud-patient.js';
import { ChairsideError } from '../errors/chairside-error.js';
import { discard, readJson } from './answer-body.js';
import type { ApiClient } from './api-client.js';
import { callProblem } from './call-errors.js';
import { complaint } from './complaint.js';
import { ENDPOINTS } from './endpoints.js';
import { filterQuery, PATIENT_FIELDS } from './patient-body.js';
import type { PatientEntries } from './patient-entries.js';
import { PagingAnswer, PatientList } from './patient-schema.js';
import { openEnvelope, readData } from './read-answer.js';

const { searchPatients } = ENDPOINTS;
const { path } = searchPatients;

/** The largest page (iTero DPMS API, Patient Search - V3, Limit). */
const PAGE_SIZE = 100;
/** A million patients in one practice: a server that never ends its list. */
const MOST_PAGES = 10_000;

/** One page as it came. */
interface Page {
  readonly entries: readonly unknown[];
  readonly next: number | undefined;
}

/**
 * Where the page after this one begins; undefined after the last. `Total` says whether there is one and `NextOffset`
 * where; either may be missing, and then the number of entries says it. A `NextOffset` that does not go forward is none.
 */
function nextOffset(json: unknown, offset: number, count: number): number | undefined {
  const { Total: total, NextOffset: told } = readData(PagingAnswer, json, path).Meta ?? {};
  const reached = offset + count;
  const next = told !== undefined && told > offset ? told : undefined;
  if (total !== undefined) return reached < total ? (next ?? reached) : undefined;
  return next ?? (count < PAGE_SIZE ? undefined : reached);
}

/** Patient Search, version 3. The links of its answers are not followed: they say what `Meta` says. */
export class PatientSearch {
  readonly #api: ApiClient;
  readonly #entries: PatientEntries;

  constructor(api: ApiClient, entries: PatientEntries) {
    this.#api = api;
    this.#entries = entries;
  }

  /**
   * See ScanService.searchPatients. Throws CLOUD_REFUSED for a 400, with the code and the fields it names, and
   * CLOUD_ANSWER_UNREADABLE where pages repeat or never end.
   */
  async *search(filter: PatientFilter, signal: AbortSignal): AsyncGenerator<readonly CloudPatient[], void, undefined> {
    const filters = filterQuery(filter);
    let before = '';
    let offset: number | undefined = 0;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page: Page = await this.#page(filters, offset, signal);
      if (page.entries.length === 0) return;
      const mark = JSON.stringify(page.entries);
      if (mark === before) throw this.#unreadable('the same page at another Offset');
      before = mark;
      yield this.#entries.readSome(page.entries, path);
      offset = page.next;
      if (offset === undefined) return;
    }
    throw this.#unreadable('NextOffset never ends');
  }

  /** One page. 404 says that nobody matches. */
  async #page(filters: Readonly<Record<string, string>>, offset: number, signal: AbortSignal): Promise<Page> {
    const query = { ...filters, Offset: String(offset), Limit: String(PAGE_SIZE) };
    try {
      const answer = await this.#api.call(searchPatients, { query }, signal);
      if (answer.status === 200) {
        const json = await readJson(answer, path);
        const entries = readData(PatientList, openEnvelope(json, path), path);
        return { entries, next: nextOffset(json, offset, entries.length) };
      }
      if (answer.status === 404) {
        discard(answer);
        return { entries: [], next: undefined };
      }
      if (answer.status !== 400) throw this.#api.refusal(answer, searchPatients);
      throw new ChairsideError('CLOUD_REFUSED', await complaint(answer, path, PATIENT_FIELDS));
    } catch (error) {
      throw callProblem(error, path);
    }
  }

  #unreadable(detail: string): ChairsideError {
    return new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${path}: ${detail}` });
  }
}
