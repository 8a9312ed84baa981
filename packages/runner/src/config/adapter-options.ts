import { ChairsideError } from '@chairside/core';
import type { z } from 'zod';
import { checkValues } from './check-values.js';
import { ownFolders, type OwnFolder } from './own-folders.js';
import type { FilledValues } from './placeholders.js';
import type { ConfigPath, Finding } from './problem.js';

/** The options of an adapter as they stand in the configuration, and where. Plain data. */
export interface OptionsQuestion {
  readonly use: string;
  /** The `adapter` section without the keys that are Chairside's own. */
  readonly values: unknown;
  readonly above: ConfigPath;
  readonly filled: FilledValues['filled'];
  readonly clinicIndex: number;
  /** The folder of the configuration file. */
  readonly baseDir: string;
}

/** What became of them. */
export interface ReadOptions {
  /** As the adapter's schema read them; undefined where it has something against them. */
  readonly options: unknown;
  /** As they stand there, numbers and truth values that a placeholder brought as such. */
  readonly values: unknown;
  readonly folders: readonly OwnFolder[];
  readonly findings: readonly Finding[];
}

/** Checks options against the adapter's own schema. Throws ADAPTER_BROKEN where it is none. */
export function readOptions(schema: z.ZodType, question: OptionsQuestion): ReadOptions {
  const { use, values, above, filled, clinicIndex, baseDir } = question;
  if (!('_zod' in schema))
    throw new ChairsideError('ADAPTER_BROKEN', { detail: `${use}: its options are no schema of zod 4` });
  const checked = checkValues(schema, values, above, filled);
  return {
    options: checked.data,
    values: checked.values,
    folders: ownFolders(schema, values, above, clinicIndex, baseDir),
    findings: checked.findings,
  };
}
