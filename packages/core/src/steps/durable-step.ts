import { tracingChannel } from 'node:diagnostics_channel';

/** What is said of a durable step. */
export interface DurableStep {
  /** Which kind of step: stable, and never with patient data, ids or paths. */
  readonly name: string;
}

const STEPS = tracingChannel<DurableStep>('chairside:step');

/**
 * Does something that is seen from outside or must survive, and says so on the tracing channel `chairside:step`: `start`
 * right before it, `asyncStart` right after, both before anybody goes on. Nobody listens in the product, and that costs
 * nothing; who tests what a kill leaves behind does, and knows each moment that counts.
 */
export function durableStep<T>(name: string, work: () => Promise<T>): Promise<T> {
  return STEPS.tracePromise(work, { name });
}
