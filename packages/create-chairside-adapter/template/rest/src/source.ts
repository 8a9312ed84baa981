import { ChairsideError, type AdapterHost } from '@chairside/core';
import { z } from 'zod';
import type { Options } from './options.js';
import { Person, Visit, type Source } from './source-types.js';

/** An answer that takes longer never comes, milliseconds. */
const LONGEST = 30_000;

const Visits = z.array(Visit);
const FoundVisits = z.object({ found: Visits, isFilled: z.boolean() });
const People = z.array(Person);

/** Reads the practice software's own service. Where calls go over the internet, go through `host.network`. */
export function openSource({ url, key }: Options, _host: AdapterHost): Source {
  const get = async <Answer>(schema: z.ZodType<Answer>, path: string, signal: AbortSignal): Promise<Answer> => {
    const body = await ask(new URL(path, url), key, signal);
    const answer = schema.safeParse(body);
    // Without what stood in it: that may be a patient's.
    if (!answer.success) throw new ChairsideError('ADAPTER_FAILED', { detail: 'an answer of another form' });
    return answer.data;
  };
  return {
    bookedVisits: (signal) => get(Visits, '/visits?status=booked', signal),
    visits: (ids, signal) => get(FoundVisits, `/visits/some?ids=${ids.join()}`, signal),
    person: async (id, signal) => (await get(People, `/patients?id=${id}`, signal))[0],
    peopleLike: (chartNumber, lastName, signal) =>
      get(People, `/patients?${new URLSearchParams({ chartNumber, lastName })}`, signal),
    changedAfter: (changed, limit, signal) => get(People, `/patients/changed?after=${changed}&limit=${limit}`, signal),
    close: async () => undefined,
  };
}

async function ask(url: URL, key: string, signal: AbortSignal): Promise<unknown> {
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${key}` },
      signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST)]),
      redirect: 'error',
    });
    if (answer.ok) return await answer.json();
    // 401 and the like are no outage: somebody has to look at the key.
    throw new ChairsideError(answer.status < 500 && answer.status !== 429 ? 'ADAPTER_FAILED' : 'DPMS_UNREACHABLE');
  } catch (error) {
    if (ChairsideError.is(error)) throw error;
    throw new ChairsideError(signal.aborted ? 'STOPPED' : 'DPMS_UNREACHABLE', { cause: error });
  }
}
