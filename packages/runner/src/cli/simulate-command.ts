import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { CommandError, EXIT } from './command-error.js';
import { say } from './print.js';
import { StopSignals } from './stop-signals.js';
import { wholeNumber } from './whole-number.js';

interface SimulateOptions {
  readonly port?: number;
  readonly scenario?: string;
  readonly autoScan?: number;
}

/** `simulate`: the fake iTero cloud, alone. */
export function simulateCommand(program: Command): void {
  program
    .command('simulate')
    .description('runs a fake iTero cloud, for trying things out')
    .option('--port <number>', 'the port; a free one if left out', wholeNumber)
    .option('--scenario <file>', 'faults and switches, YAML or JSON')
    .option('--auto-scan <seconds>', 'an RX is scanned by itself after this long', wholeNumber)
    .action((options: SimulateOptions) => simulate(options));
}

async function simulate(options: SimulateOptions): Promise<void> {
  // Only here and in the demo: a service in a practice never loads it.
  const { parseScenario, startSimulator } = await import('@chairside/itero-simulator');
  const scenario = options.scenario === undefined ? undefined : await readScenario(options.scenario, parseScenario);
  const simulator = await startSimulator({
    port: options.port ?? 0,
    autoApprove: false,
    ...(scenario === undefined ? {} : { scenario }),
    ...(options.autoScan === undefined ? {} : { autoScan: { afterMs: options.autoScan * 1_000 } }),
  }).catch((thrown: unknown) => {
    throw isPortTaken(thrown)
      ? new CommandError(EXIT.failed, `Another program listens at port ${options.port}. Choose another --port.`)
      : thrown;
  });
  say(
    `The simulated iTero cloud is at ${simulator.url}; what it holds: ${simulator.url}/simulator`,
    '',
    'In chairside.yaml:',
    '',
  );
  say(stringify({ itero: simulator.iteroConfig('http://127.0.0.1:8478/pairing/callback') }));
  const stop = new StopSignals();
  await new Promise<void>((resolve) => {
    stop.listen({ stop: resolve, cutOff: resolve });
  });
  stop.close();
  await simulator.close();
}

function isPortTaken(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'EADDRINUSE';
}

async function readScenario<Scenario>(file: string, parse: (text: string) => Scenario): Promise<Scenario> {
  try {
    return parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new CommandError(
      EXIT.usage,
      `The scenario ${file} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}
