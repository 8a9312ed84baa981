import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { appendFileSync, readFileSync } from 'node:fs';
import { PLAN_VARIABLE, type KillPlan } from './kill-plan.js';

/**
 * Loaded into the real command line with `--import`: hears every durable step, and kills the process right before or
 * right after one.
 */

/** Steps that many others are made of: they are told apart by the step they belong to, and by their number in it. */
const PARTS: ReadonlySet<string> = new Set(['rename', 'link', 'unlink', 'write']);
/**
 * From here on they are all the same: a scan has as many files as it likes, and what goes on where it was cut off does not
 * begin at its first part again.
 */
const MOST_PARTS: Readonly<Record<string, number>> = {
  link: 2,
  unlink: 2,
  'requests read': 2,
  'fetch scan': 3,
  'chart withdraw': 1,
};
const MOST_OTHERS = 8;

interface Place {
  readonly point: string;
  readonly parts: Map<string, number>;
}

const plan = JSON.parse(process.env[PLAN_VARIABLE] ?? '') as KillPlan;
const known = new Set(readFileSync(plan.killed, 'utf8').split('\n'));
const reached = new Set<string>();
let count = 0;

function kill(): void {
  process.kill(process.pid, 'SIGKILL');
  // Should the system take its time, nothing goes on meanwhile.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

function isTheOne(name: string): boolean {
  const { at } = plan;
  if (typeof at === 'number') return at === count;
  if (known.has(name) || at === 'none') return false;
  if (at === 'new') return true;
  return 'point' in at ? at.point === name : halfOf(name) === at.half;
}

/** Two days at once share the points: each name belongs to one of them. */
function halfOf(name: string): number {
  let sum = 0;
  for (const character of name) sum += character.charCodeAt(0);
  return sum % 2;
}

function pass(edge: 'before' | 'after', { point }: Place): void {
  const name = `${edge} ${point}`;
  if (!reached.has(name)) appendFileSync(plan.reached, `${name}\n`);
  reached.add(name);
  count += 1;
  if (isTheOne(name)) {
    appendFileSync(plan.killed, `${name}\n`);
    kill();
  }
}

const within = new AsyncLocalStorage<Place>();
const places = new WeakMap<object, Place>();

function placeOf(name: string): Place {
  const parent = within.getStore();
  if (!PARTS.has(name)) return { point: name, parts: new Map() };
  const number = (parent?.parts.get(name) ?? 0) + 1;
  parent?.parts.set(name, number);
  const whole = parent?.point ?? 'start';
  const most = MOST_PARTS[whole] ?? MOST_PARTS[name] ?? MOST_OTHERS;
  return { point: `${whole} > ${name} ${Math.min(number, most)}`, parts: new Map() };
}

const steps = tracingChannel<object>('chairside:step');
steps.start.bindStore(within, (step) => placeOf((step as { readonly name: string }).name));
steps.subscribe({
  start(step) {
    const place = within.getStore()!;
    places.set(step, place);
    pass('before', place);
  },
  asyncStart(step) {
    // Where it failed there is no effect that it came after.
    if (!('error' in step)) pass('after', places.get(step)!);
  },
  end: () => undefined,
  asyncEnd: () => undefined,
  error: () => undefined,
});
