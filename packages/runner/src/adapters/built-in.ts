import { filesystem } from '@chairside/adapter-filesystem';
import { openDental } from '@chairside/adapter-opendental';
import type { AdapterDescriptor } from '@chairside/core';

/** The adapters that come with Chairside. */
export const BUILT_IN_ADAPTERS: readonly AdapterDescriptor[] = [filesystem, openDental];

export function builtInAdapter(use: string): AdapterDescriptor | undefined {
  return BUILT_IN_ADAPTERS.find(({ name }) => name === use);
}
