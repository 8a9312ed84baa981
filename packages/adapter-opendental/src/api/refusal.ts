import { ChairsideError, Phi, type ChairsideErrorCode } from '@chairside/core';
import type { ApiRequest } from './api-calls.js';

/** How a call is named in messages: without the numbers of patients and documents. */
function nameOf({ method, path }: ApiRequest): string {
  return `${method} ${path.replace(/\/\d+$/, '/…')}`;
}

/** What a 400 says of itself (Open Dental API, Returned Status Codes): the sentences may change, these words are what they are about. */
const OFFICE_OUT_OF_REACH = /econnector|time[ds]?[ -]?out|connect/i;
const VERSION = /version/i;

function codeOf(status: number, text: string): ChairsideErrorCode {
  if (status === 401 || status === 403) return 'CHART_API_KEYS_REFUSED';
  if (status === 410) return 'CHART_API_TOO_OLD';
  if (status === 429) return 'CHART_API_BUSY';
  if (status === 400 && OFFICE_OUT_OF_REACH.test(text)) return 'CHART_API_UNREACHABLE';
  if (status === 400 && VERSION.test(text)) return 'CHART_API_TOO_OLD';
  // What explains no 404 is no answer of the API: something else listens at the address.
  if (status === 404 || status >= 500) return 'CHART_API_UNREACHABLE';
  return 'CHART_API_REFUSED';
}

/** Whether a 404 speaks of a patient or a document; it may also be that of another server. */
export function saysNotFound(status: number, text: string): boolean {
  return status === 404 && !/^\s*</.test(text) && /patient|doc/i.test(text);
}

/** Characters; the API explains itself in a sentence, another server with a page. */
const LONGEST = 300;

function words(text: string): Phi | undefined {
  const said = text.replace(/\p{Cc}/gu, ' ').trim();
  return said === '' || said.startsWith('<') ? undefined : new Phi(said.slice(0, LONGEST));
}

/** An answer that is none of success, as the error of the ports. What it says is for the screen: it may name a patient. */
export function refusal(request: ApiRequest, status: number, text: string, retryAfter?: number): ChairsideError {
  const detail = `${nameOf(request)}: ${status}`;
  return new ChairsideError(codeOf(status, text), { detail, shown: words(text), retryAfter });
}

/** A call that got no answer, or none that can be read. */
export function noAnswer(request: ApiRequest, why: string): ChairsideError {
  return new ChairsideError('CHART_API_UNREACHABLE', { detail: `${nameOf(request)}: ${why}` });
}
