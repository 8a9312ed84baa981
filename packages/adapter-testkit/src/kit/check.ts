import type { AdapterPorts } from '@chairside/core';
import type { Bench } from './bench.js';
import type { PracticeHands } from './practice-hands.js';

export const PORTS = ['adapter', 'rxTrigger', 'patients', 'sink', 'status', 'directory'] as const;
/** What a check is about: the adapter as a whole, or one of its ports. */
export type CheckedPart = (typeof PORTS)[number];

/** One promise of the contract. */
export interface Check {
  readonly part: CheckedPart;
  /** What an adapter does that keeps it. */
  readonly title: string;
  /** What of the practice's hands it needs. */
  readonly hands?: readonly (keyof PracticeHands)[] | undefined;
  /** Which optional calls of the part it needs. */
  readonly calls?: readonly string[] | undefined;
  /** Whether it needs another process. */
  readonly kills?: boolean | undefined;
  /** Throws ContractBroken where the adapter does not keep it. */
  run(bench: Bench): Promise<void>;
}

/** Why a check cannot be run here; undefined where it can. */
export function whyNot(
  { part, title, hands = [], calls = [], kills = false }: Check,
  bench: Bench,
): string | undefined {
  const { subject, ports } = bench;
  const stated = subject.skip?.[title];
  if (stated !== undefined) return stated;
  if (part !== 'adapter' && ports[part] === undefined) return `the adapter has no ${part}`;
  const missingCall = calls.find((call) => !hasCall(ports, part, call));
  if (missingCall !== undefined) return `the adapter has no ${part}.${missingCall}`;
  const missingHand = hands.find((hand) => bench.hands[hand] === undefined);
  if (missingHand !== undefined) return `the practice has no ${missingHand}`;
  return kills && subject.module === undefined ? 'no module is named that another process could load' : undefined;
}

function hasCall(ports: AdapterPorts, part: CheckedPart, call: string): boolean {
  const port: unknown = part === 'adapter' ? ports : ports[part];
  return typeof port === 'object' && port !== null && typeof Reflect.get(port, call) === 'function';
}
