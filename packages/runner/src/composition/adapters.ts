import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesystem } from '@chairside/adapter-filesystem';
import { openDental } from '@chairside/adapter-opendental';
import type { AdapterDescriptor } from '@chairside/core';
import { versionProblem } from './api-version.js';

/** The adapters that come with Chairside. */
export const BUILT_IN_ADAPTERS: readonly AdapterDescriptor[] = [filesystem, openDental];

/** Where a relative path or a package name of `adapter.use` is looked for. */
export interface AdapterPlaces {
  /** The folder of the configuration file. */
  readonly baseDir: string;
}

function isDescriptor(value: unknown): value is AdapterDescriptor {
  if (typeof value !== 'object' || value === null) return false;
  const { name, apiVersion, options, create } = value as Partial<Record<keyof AdapterDescriptor, unknown>>;
  return (
    typeof name === 'string' && apiVersion !== undefined && typeof options === 'object' && typeof create === 'function'
  );
}

async function addressOf(use: string, { baseDir }: AdapterPlaces): Promise<string> {
  if (use.startsWith('.') || isAbsolute(use)) {
    const path = resolve(baseDir, use);
    const entry = await access(join(path, 'package.json')).then(
      () => createRequire(join(path, 'package.json')).resolve(path),
      () => path,
    );
    return pathToFileURL(entry).href;
  }
  return pathToFileURL(createRequire(join(baseDir, 'package.json')).resolve(use)).href;
}

/**
 * The adapter that `adapter.use` names: a built-in one, a path, or a package installed beside the configuration.
 * Throws an Error whose message says what is wrong.
 */
export async function findAdapter(use: string, places: AdapterPlaces): Promise<AdapterDescriptor> {
  const builtIn = BUILT_IN_ADAPTERS.find(({ name }) => name === use);
  if (builtIn !== undefined) return builtIn;
  const known = BUILT_IN_ADAPTERS.map(({ name }) => name).join(', ');
  const module = await addressOf(use, places)
    .then((address) => import(address) as Promise<Record<string, unknown>>)
    .catch((cause: unknown) => {
      throw new Error(`There is no adapter "${use}": it is neither built in (${known}) nor can it be loaded.`, {
        cause,
      });
    });
  const found = Object.values(module).find(isDescriptor);
  if (found === undefined) throw new Error(`"${use}" exports no adapter: one made by defineAdapter is expected.`);
  const problem = versionProblem(found.apiVersion);
  if (problem !== undefined) throw new Error(`The adapter "${use}" ${problem}`);
  return found;
}
