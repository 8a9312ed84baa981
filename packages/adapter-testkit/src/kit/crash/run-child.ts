import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Bench } from '../bench.js';
import type { ChildTask } from './child-task.js';

const CHILD = fileURLToPath(new URL('./child.js', import.meta.url));

export interface ChildEnd {
  /** How many effects there were; undefined where it was killed before its end. */
  readonly effects: number | undefined;
  /** Ids that it committed. */
  readonly committed: readonly string[];
}

let count = 0;

/** Lets another process do one thing with the adapter of a bench, until it ends or is killed. */
export async function runChild(
  { subject, hands, scans }: Bench,
  task: Pick<ChildTask, 'delivery' | 'key' | 'killAt'>,
): Promise<ChildEnd> {
  count += 1;
  const files = { notes: join(scans.folder, `notes-${count}`), count: join(scans.folder, `count-${count}`) };
  const whole: ChildTask = { ...task, ...files, module: subject.module!, options: hands.options, folder: scans.folder };
  const taskFile = join(scans.folder, `task-${count}.json`);
  await writeFile(taskFile, JSON.stringify(whole));
  await writeFile(files.notes, '');
  const child = spawn(process.execPath, [CHILD, taskFile], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const { code, signal } = await new Promise<{ readonly code: number | null; readonly signal: string | null }>(
    (resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    },
  );
  if (code !== 0 && signal !== 'SIGKILL') throw new Error(`A process with the adapter ended with ${code}: ${said}`);
  const committed = (await readFile(files.notes, 'utf8')).split('\n').filter((line) => line !== '');
  const effects = code === 0 ? Number(await readFile(files.count, 'utf8')) : undefined;
  return { effects, committed };
}
