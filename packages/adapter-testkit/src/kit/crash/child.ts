import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { ClinicId, type AdapterDescriptor, type AdapterPorts, type RxChange } from '@chairside/core';
import { isAbsolute, resolve } from 'node:path';
import { CaptureLogger } from '../../capture-logger.js';
import { KitClock } from '../kit-clock.js';
import { KIT_RULES } from '../kit-rules.js';
import type { ChildTask } from './child-task.js';
import { watchEffects } from './effects.js';

// A process that does one thing with an adapter as the service would, and is killed in the middle of it.
const [, , taskFile = ''] = process.argv;
const task = JSON.parse(readFileSync(taskFile, 'utf8')) as ChildTask;
const { signal } = new AbortController();
const clock = new KitClock();
let effects = 0;
let counting = false;

// What the kit itself writes down is no step of the adapter's.
const note = (text: string): void => {
  const before = counting;
  counting = false;
  appendFileSync(task.notes, `${text}\n`);
  counting = before;
};

/** Here the process may end. */
const step = (): void => {
  if (!counting) return;
  effects += 1;
  if (effects === task.killAt) process.kill(process.pid, 'SIGKILL');
};

// Its first line goes into the certificate.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${String(error)}\n${error.stack ?? ''}\n`);
  process.exit(1);
});

await watchEffects(step);
const loaded = (await import(task.module.url)) as Record<string, AdapterDescriptor>;
const adapter = loaded[task.module.name];
if (adapter === undefined) throw new Error(`${task.module.url} exports no ${task.module.name}`);
const ports = await adapter.create(adapter.options.parse(task.options), {
  clinic: ClinicId('kit-clinic'),
  logger: new CaptureLogger(),
  clock,
  rx: KIT_RULES,
  signal,
  resolvePath: (path) => (isAbsolute(path) ? path : resolve(task.folder, path)),
  wake: () => undefined,
});
counting = true;
if (task.delivery === undefined) await readAndAcknowledge(ports);
else await ports.sink?.deliver(task.delivery, signal);
counting = false;
writeFileSync(task.count, String(effects));
await ports.close();
process.exit(0);

/** Reads until the wish is there, writes down what was read, as the ledger does, and acknowledges it. */
async function readAndAcknowledge({ rxTrigger }: AdapterPorts): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    const reading = await rxTrigger!.read(undefined, signal);
    const changes: readonly RxChange[] = reading.kind === 'changes' ? reading.changes : [];
    if (changes.length > 0) step();
    for (const { id } of changes) note(id);
    const outcomes = changes.map((change) => ({
      id: change.id,
      key: change.change === 'wanted' ? change.rx.key : change.key,
      result: 'accepted' as const,
    }));
    if (outcomes.length > 0) await rxTrigger!.acknowledge?.(outcomes, signal);
    const found =
      reading.kind === 'snapshot' ? reading.wanted.some(({ key }) => key === task.key) : outcomes.length > 0;
    if (found) return;
    clock.pass(1_000);
  }
}
