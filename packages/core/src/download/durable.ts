import { rename } from 'node:fs/promises';
import { platform } from 'node:process';
import type { Clock } from '../ports/clock.js';
import { systemCode } from './failures.js';

const RENAME_TRIES = 10;
const RENAME_PAUSE_MS = 50;
/** What Windows answers while a virus scanner or an indexer looks at the file. */
const HELD = new Set(['EPERM', 'EBUSY', 'EACCES']);

/** Renames a file within its folder; on Windows again, for some seconds, while another program holds it. */
export async function renameFile(from: string, to: string, clock: Clock, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await rename(from, to);
    } catch (error) {
      const held = platform === 'win32' && HELD.has(systemCode(error) ?? '');
      if (!held || tries === RENAME_TRIES || signal.aborted) throw error;
      await clock.sleep(RENAME_PAUSE_MS * tries, signal);
    }
  }
}
