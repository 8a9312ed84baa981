import type { AdapterDescriptor, Clock } from '@chairside/core';
import { adapterAddress, type AdapterPlaces } from './adapter-places.js';
import { builtInAdapter } from './built-in.js';
import { loadAdapter } from './load-adapter.js';

/**
 * The adapter that `adapter.use` names: a built-in one, else a package or a path. Throws ADAPTER_NOT_FOUND, ADAPTER_BROKEN
 * or ADAPTER_API_VERSION, each with the name in it.
 */
export async function findAdapter(use: string, places: AdapterPlaces, clock: Clock): Promise<AdapterDescriptor> {
  return builtInAdapter(use) ?? (await loadAdapter(use, await adapterAddress(use, places), clock));
}
