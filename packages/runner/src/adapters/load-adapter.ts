import { ChairsideError, type AdapterDescriptor, type Clock } from '@chairside/core';
import { versionProblem } from '@chairside/core/house';
import { unlessLate } from './unless-late.js';

/** How long the module of an adapter may take to load, milliseconds. */
const LOADS_WITHIN = 30_000;
const LONGEST_TEXT = 300;

type Candidate = Partial<Record<keyof AdapterDescriptor, unknown>>;

function looksLikeOne(value: unknown): value is Candidate {
  if (typeof value !== 'object' || value === null) return false;
  const { name, options, create } = value as Candidate;
  return typeof name === 'string' && typeof options === 'object' && options !== null && typeof create === 'function';
}

function broken(use: string, detail: string, cause?: unknown): ChairsideError {
  return new ChairsideError('ADAPTER_BROKEN', { detail: `${use}: ${detail}`, cause });
}

/** What a module said when it was loaded. Nobody's data is at hand yet, so its words may be shown. */
function wordsOf(thrown: unknown): string {
  const text = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'it threw something that is no Error';
  return text.split('\n', 1)[0]?.slice(0, LONGEST_TEXT).replaceAll(/\p{C}/gu, ' ') ?? '';
}

/** The one adapter that a module exports: as `default`, as `adapter`, or as the only one under any name. */
function exportedAdapter(use: string, module: Readonly<Record<string, unknown>>): Candidate {
  const named = [module['default'], module['adapter']].find(looksLikeOne);
  if (named !== undefined) return named;
  const [only, ...others] = new Set(Object.values(module).filter(looksLikeOne));
  if (only === undefined) throw broken(use, 'it exports no adapter; one made by defineAdapter is expected');
  if (others.length > 0) throw broken(use, 'it exports several adapters; export the one that is meant as default');
  return only;
}

/**
 * The adapter that a module exports; `use` is how the configuration names it. Throws ADAPTER_BROKEN or
 * ADAPTER_API_VERSION.
 */
export async function loadAdapter(use: string, address: string, clock: Clock): Promise<AdapterDescriptor> {
  let module: Readonly<Record<string, unknown>>;
  try {
    const loading = import(address) as Promise<Readonly<Record<string, unknown>>>;
    module = await unlessLate(loading, LOADS_WITHIN, clock, () => broken(use, 'it did not load within 30 seconds'));
  } catch (thrown) {
    if (ChairsideError.is(thrown)) throw thrown;
    throw broken(use, `it cannot be loaded: ${wordsOf(thrown)}`, thrown);
  }
  const found = exportedAdapter(use, module);
  const problem = versionProblem(found.apiVersion);
  if (problem !== undefined) throw new ChairsideError('ADAPTER_API_VERSION', { detail: `${use} ${problem}` });
  return found as AdapterDescriptor;
}
