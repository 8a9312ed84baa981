import { readJson } from './answer-body.js';
import { field } from './caseless.js';
import type { HttpAnswer } from './http-calls.js';

const CODE = /^[A-Z]+(?:_[A-Z]+)+$/;

/**
 * What a 400 complains of, for an error's detail: a code such as `INVALID_REQUEST_PARAMETERS` and the names of fields
 * (iTero DPMS API, Patient Search - V3, example for error 400). Only names that are `known`, in lower case: the
 * vendor's sentences and anything else may hold what was sent.
 */
export async function complaint(answer: HttpAnswer, endpoint: string, known: ReadonlySet<string>): Promise<string> {
  const json = await readJson(answer, endpoint).catch(() => undefined);
  const code = field(json, 'Code');
  const errors = field(json, 'Errors');
  const fields = (Array.isArray(errors) ? errors : [])
    .map((entry) => field(entry, 'Field'))
    .filter((name): name is string => typeof name === 'string' && known.has(name.toLowerCase()));
  const said = typeof code === 'string' && CODE.test(code) ? [code] : [];
  return [`${endpoint}: HTTP ${answer.status}`, ...said, ...fields].join(', ');
}
