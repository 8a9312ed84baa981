import { link, rename } from 'node:fs/promises';
import { durableStep } from '../steps/durable-step.js';
import { retryBusy } from './retry-busy.js';

/**
 * Renames a file or a folder within its volume; what stands under the new name is replaced, as `rename` of the system
 * does. On Windows again, for some seconds, while another program holds it.
 */
export function renameFile(from: string, to: string): Promise<void> {
  return durableStep('rename', () => retryBusy(() => rename(from, to)));
}

/** Gives a file a second name. Fails with EEXIST where the name is taken. */
export function linkFile(from: string, to: string): Promise<void> {
  return durableStep('link', () => link(from, to));
}
