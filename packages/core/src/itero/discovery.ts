import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import { discard, readJson } from './answer-body.js';
import { callProblem, statusProblem } from './call-errors.js';
import { field, fieldText } from './caseless.js';
import { joinUrl, type ApiVersion } from './endpoints.js';
import type { HttpCalls } from './http-calls.js';
import { isLoopback } from './public-address.js';
import { openEnvelope } from './read-answer.js';
import type { TrustedHosts } from './trusted-hosts.js';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function isOfVersion(entry: unknown, version: ApiVersion): boolean {
  const said = fieldText(entry, 'Version');
  if (said !== undefined) return `v${said.toLowerCase().replace(/^v/, '')}` === version;
  return text(field(entry, 'Path'))?.split('/').includes(version) === true;
}

/** The entry of an answer that tells the base of a version: the answer itself, or one of a list. */
function entryOf(data: unknown, version: ApiVersion): unknown {
  if (!Array.isArray(data)) return data;
  return data.find((entry) => isOfVersion(entry, version)) ?? (data.length === 1 ? (data[0] as unknown) : undefined);
}

/**
 * The base address that a Discovery answer tells, without a slash at its end; undefined where it tells none. The answer's
 * form is not public, so it is read with or without `Data`, in any letter case, as an object or a list with versions,
 * with stray slashes, with or without a scheme. `asked` gives a loopback address without a scheme its own.
 */
export function parseDiscovery(json: unknown, version: ApiVersion, asked: URL): string | undefined {
  const entry = entryOf(openEnvelope(json, 'discovery'), version);
  const domain = text(field(entry, 'Domain'))?.replace(/\/+$/, '');
  if (domain === undefined) return undefined;
  const scheme = isLoopback(domain.replace(/[:/]\d*.*$/, '')) ? asked.protocol : 'https:';
  const base = /^[a-z]+:\/\//i.test(domain) ? domain : `${scheme}//${domain.replace(/^\/+/, '')}`;
  const path = (text(field(entry, 'Path')) ?? '')
    .split('/')
    .filter((part) => part !== '')
    .join('/');
  const joined = path === '' ? base : joinUrl(base, path);
  return URL.canParse(joined) ? joined : undefined;
}

/** Asks Discovery once; no refresh, no repeat. */
export class Discovery {
  readonly #calls: HttpCalls;
  readonly #trusted: TrustedHosts;
  readonly #clock: Clock;

  constructor(calls: HttpCalls, trusted: TrustedHosts, clock: Clock) {
    this.#calls = calls;
    this.#trusted = trusted;
    this.#clock = clock;
  }

  /** The base that the address tells for a version. Throws CLOUD_ADDRESS_REFUSED where it is not allowed to see the token. */
  async read(address: string, version: ApiVersion, accessToken: string, signal: AbortSignal): Promise<string> {
    const url = this.#trusted.forToken(address);
    const base = parseDiscovery(await this.#ask(url, accessToken, signal), version, url);
    if (base === undefined) throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: 'discovery: Domain' });
    this.#trusted.forToken(base);
    return base;
  }

  async #ask(url: URL, accessToken: string, signal: AbortSignal): Promise<unknown> {
    try {
      const headers = { Authorization: `Bearer ${accessToken}` };
      const answer = await this.#calls.send({ method: 'GET', endpoint: 'discovery', url, headers }, signal);
      if (answer.status === 200) return await readJson(answer, 'discovery');
      discard(answer);
      throw statusProblem(answer, 'discovery', this.#clock.now());
    } catch (error) {
      throw callProblem(error, 'discovery');
    }
  }
}
