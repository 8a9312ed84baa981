import type { Clock } from '@chairside/core';
import { readOptions, type OptionsQuestion, type ReadOptions } from '../config/adapter-options.js';
import type { AdapterRun } from '../config/load-config.js';
import { adapterAddress } from './adapter-places.js';
import { builtInAdapter } from './built-in.js';
import { askOptions } from './isolated/ask-options.js';
import { loadAdapter } from './load-adapter.js';

/**
 * What the adapter that a clinic uses has to say of its options. One that is to run in a process of its own is not loaded
 * into this one. Throws why it cannot be asked.
 */
export async function adapterOptions(question: OptionsQuestion, run: AdapterRun, clock: Clock): Promise<ReadOptions> {
  const { use, baseDir } = question;
  const builtIn = builtInAdapter(use);
  if (builtIn !== undefined) return readOptions(builtIn.options, question);
  const address = await adapterAddress(use, { baseDir, dataDir: run.dataDir });
  if (run.isolation !== 'process') return readOptions((await loadAdapter(use, address, clock)).options, question);
  const { memoryLimit, startWithin: within = 60_000 } = run;
  return askOptions({ use, address }, question, { memoryLimit, within, clock });
}
