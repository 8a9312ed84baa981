import type { AdapterHost, AdapterPorts } from '@chairside/core';
import type { AdapterConfig } from '../config/app-config.js';
import type { NetworkConfig } from '../network/agents.js';
import type { RxPolicy } from './rx-rules.js';
import { adapterAddress, type AdapterPlaces } from './adapter-places.js';
import { builtInAdapter } from './built-in.js';
import { createAdapter } from './create-adapter.js';
import { findAdapter } from './find-adapter.js';
import { guardAdapter } from './guard-adapter.js';
import { IsolatedAdapter, type AdapterHealth } from './isolated/isolated-adapter.js';

const STARTS_WITHIN = 60_000;

/** An adapter at work for a clinic. */
export interface OpenAdapter {
  readonly name: string;
  /** Guarded: what comes from it is as its types say, and what hangs ends. */
  readonly ports: AdapterPorts;
  /** Undefined where it runs in this process. */
  health(): AdapterHealth | undefined;
}

/** What an adapter is opened with. */
export interface AdapterParts {
  readonly config: AdapterConfig;
  readonly places: AdapterPlaces;
  readonly host: AdapterHost;
  /** What a process of its own makes its host from. */
  readonly rx: RxPolicy;
  readonly network: NetworkConfig;
  readonly delay: (tries: number) => number;
  readonly onHealth: () => void;
}

/** Opens the adapter of a clinic as its configuration says. Throws why it cannot be used, with its name. */
export async function openAdapter(parts: AdapterParts): Promise<OpenAdapter> {
  return parts.config.isolation === 'process' ? openIsolated(parts) : openHere(parts);
}

async function openHere({ config, places, host }: AdapterParts): Promise<OpenAdapter> {
  const { clock } = host;
  const descriptor = await findAdapter(config.use, places, clock);
  const { name } = descriptor;
  const logger = host.logger.with({ adapter: name });
  const ports = await createAdapter(
    descriptor,
    config.options,
    { ...host, logger },
    config.startWithin ?? STARTS_WITHIN,
  );
  return { name, ports: guardAdapter(ports, { adapter: name, clock }), health: () => undefined };
}

async function openIsolated({
  config,
  places,
  host,
  rx,
  network,
  delay,
  onHealth,
}: AdapterParts): Promise<OpenAdapter> {
  const { use, options, memoryLimit, startWithin = STARTS_WITHIN } = config;
  const address = builtInAdapter(use) === undefined ? await adapterAddress(use, places) : undefined;
  const { baseDir } = places;
  const { clock, signal } = host;
  const adapter = await IsolatedAdapter.start({
    order: { use, address, clinic: host.clinic, options, baseDir, rx, network, startWithin },
    memoryLimit,
    clock,
    logger: host.logger.with({ adapter: use }),
    delay,
    wake: () => host.wake(),
    onHealth,
  });
  signal.addEventListener('abort', () => adapter.stop(), { once: true });
  const { name } = adapter;
  const ports = guardAdapter(adapter.ports, { adapter: name, clock, onLeftBehind: () => adapter.restart() });
  return { name, ports, health: () => adapter.health };
}
