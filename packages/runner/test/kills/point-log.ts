import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that tell, across processes and clinics, which points were reached, and at which of them one was killed. */
export class PointLog {
  readonly reached: string;
  readonly killed: string;

  private constructor(folder: string) {
    this.reached = join(folder, 'reached');
    this.killed = join(folder, 'killed');
  }

  /** In a folder of its own; made where it is missing. */
  static async in(folder: string): Promise<PointLog> {
    const log = new PointLog(folder);
    await mkdir(folder, { recursive: true });
    for (const file of [log.reached, log.killed]) await appendFile(file, '');
    return log;
  }

  /** In the order in which they came; one that several processes reached comes several times. */
  async points(which: 'reached' | 'killed'): Promise<readonly string[]> {
    const text = await readFile(this[which], 'utf8');
    return text.split('\n').filter((line) => line !== '');
  }
}
