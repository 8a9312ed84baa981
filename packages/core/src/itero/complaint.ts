import { Phi } from '../errors/phi.js';
import type { PlainText } from '../errors/plain-text.js';
import { readJson } from './answer-body.js';
import { field, fieldText } from './caseless.js';
import { cleanText } from './clean-text.js';
import type { HttpAnswer } from './http-calls.js';

const CODE = /^[A-Z]+(?:_[A-Z]+)+$/;
/** Characters; enough for a sentence on each of a few fields. */
const LONGEST = 300;

/** What a refusal complains of, as the options of an error. */
export interface Complaint {
  readonly detail: PlainText;
  /** The cloud's own sentences, which may repeat what was sent. */
  readonly shown: Phi | undefined;
}

/**
 * What a 400 complains of: a code such as `INVALID_REQUEST_PARAMETERS`, the names of fields and sentences (iTero DPMS
 * API, Patient Search - V3, example for error 400). Of the names only those that are `known`, in lower case, count as
 * names: anything else may hold what was sent.
 */
export async function complaint(answer: HttpAnswer, endpoint: string, known: ReadonlySet<string>): Promise<Complaint> {
  const json = await readJson(answer, endpoint).catch(() => undefined);
  const code = field(json, 'Code');
  const errors = field(json, 'Errors');
  const entries: readonly unknown[] = Array.isArray(errors) ? errors : [];
  const fields = entries
    .map((entry) => field(entry, 'Field'))
    .filter((name): name is string => typeof name === 'string' && known.has(name.toLowerCase()));
  const said = typeof code === 'string' && CODE.test(code) ? [code] : [];
  const sentences = [json, ...entries].map((entry) => cleanText(fieldText(entry, 'Message')));
  const words = sentences.filter((sentence) => sentence !== undefined).join(' ');
  return {
    detail: [`${endpoint}: HTTP ${answer.status}`, ...said, ...fields].join(', '),
    shown: words === '' ? undefined : new Phi(words.slice(0, LONGEST)),
  };
}
