import { ChairsideError, type AdapterPorts, type Clock } from '@chairside/core';
import { answerOf, callName, offered, portsOf, type PortCall, type PortMethod } from '@chairside/core/house';
import { adapterError } from './adapter-errors.js';
import { deepFreeze } from './deep-freeze.js';

/** How long a call that took too long may still take to hear that it is cut off, milliseconds. */
const LAST_MOMENT = 5_000;
/** As many calls of one method are left behind; after that it is not called until one of them ends. */
const MOST_LEFT_BEHIND = 3;

/** What a guard is told and tells. */
export interface GuardOptions {
  /** How the adapter is called in messages. */
  readonly adapter: string;
  readonly clock: Clock;
  /** A call took too long and did not hear that it was cut off. */
  readonly onLeftBehind?: (call: string) => void;
}

/**
 * An adapter as the rest of the house may rely on it: arguments are frozen, answers checked, errors made those of the
 * contract, and a call that hangs ends. Ports and methods that the adapter does not offer are left out here as well.
 */
export function guardAdapter(ports: AdapterPorts, options: GuardOptions): AdapterPorts {
  return portsOf(
    (call) => {
      const method = offered(ports, call);
      return method && guarded(call, method, options);
    },
    async () => {
      await ports.close();
    },
  );
}

function guarded(call: PortCall, method: PortMethod, { adapter, clock, onLeftBehind }: GuardOptions): PortMethod {
  const name = `${adapter}: ${callName(call)}`;
  let leftBehind = 0;

  const cutOff = async (work: Promise<unknown>, late: AbortController): Promise<unknown> => {
    const stuck = new ChairsideError('ADAPTER_STUCK', { detail: name });
    late.abort(stuck);
    const heard = await ended(work, LAST_MOMENT, clock);
    if (heard) throw stuck;
    leftBehind += 1;
    const back = (): void => void (leftBehind -= 1);
    work.then(back, back);
    onLeftBehind?.(name);
    throw stuck;
  };

  return async (...args) => {
    if (leftBehind >= MOST_LEFT_BEHIND) throw new ChairsideError('ADAPTER_STUCK', { detail: name });
    const signal = args.at(-1) as AbortSignal;
    const given = args.slice(0, -1);
    given.forEach(deepFreeze);
    const late = new AbortController();
    const stop = (): void => late.abort(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      const work = begin(() => method(...given, late.signal));
      const inTime = await ended(work, call.within(given), clock);
      const { value, wrong } = answerOf(call, await (inTime ? work : cutOff(work, late)));
      if (wrong === undefined) return value;
      throw new ChairsideError('ADAPTER_ANSWER_INVALID', { detail: `${name}: ${wrong}` });
    } catch (thrown) {
      throw adapterError(thrown, name, late.signal);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}

/** Also where it throws before it has a promise. */
async function begin(work: () => unknown): Promise<unknown> {
  return work();
}

/** Whether something has ended, well or not, after `ms` at the latest. */
async function ended(work: Promise<unknown>, ms: number, clock: Clock): Promise<boolean> {
  const done = new AbortController();
  try {
    return await Promise.race([
      work.then(
        () => true,
        () => true,
      ),
      clock.sleep(ms, done.signal).then(() => false),
    ]);
  } finally {
    done.abort();
  }
}
