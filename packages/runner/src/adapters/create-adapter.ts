import { ChairsideError, type AdapterDescriptor, type AdapterHost, type AdapterPorts } from '@chairside/core';
import { adapterError } from './adapter-errors.js';
import { missingCall } from '@chairside/core/house';
import { unlessLate } from './unless-late.js';

/**
 * What an adapter offers a clinic. Throws what `create` threw, ADAPTER_STUCK where it has answered nothing after `within`
 * milliseconds, or ADAPTER_ANSWER_INVALID where a method is missing. One that answers later is closed.
 */
export async function createAdapter<Options>(
  { name, create }: AdapterDescriptor<Options>,
  options: Options,
  host: AdapterHost,
  within: number,
): Promise<AdapterPorts> {
  const call = `${name}: create`;
  const late = new AbortController();
  const begin = async (): Promise<AdapterPorts> =>
    create(options, { ...host, signal: AbortSignal.any([host.signal, late.signal]) });
  const creating = begin();
  try {
    const ports = await unlessLate(creating, within, host.clock, () => {
      late.abort();
      void creating.then((ports) => ports.close()).catch(() => undefined);
      return new ChairsideError('ADAPTER_STUCK', { detail: call });
    });
    const missing = missingCall(ports);
    if (missing === undefined) return ports;
    throw new ChairsideError('ADAPTER_ANSWER_INVALID', { detail: `${call}: there is no ${missing}` });
  } catch (thrown) {
    throw adapterError(thrown, call, host.signal);
  }
}
