import type { House } from '../composition/house.js';
import { CommandError, EXIT, exitCodeOf } from './command-error.js';
import { note } from './print.js';
import { startHttp } from '../loop/start-http.js';
import { Service } from '../loop/service.js';

/** A service at work. */
export interface Served {
  readonly service: Service;
  /** Resolves when the service has ended after `service.stop()`. */
  readonly ended: Promise<void>;
}

/** Opens the clinics and the listeners of a house and sets them to work. `degraded`: on the last good configuration. */
export async function serve(house: House, degraded: boolean): Promise<Served> {
  const service = new Service(house);
  await service.open();
  sayDisabled(service);
  const closeHttp = await startHttp(house, service, degraded).catch((thrown: unknown) => {
    throw placeTaken(thrown) ?? thrown;
  });
  return { service, ended: service.run().finally(closeHttp) };
}

/** Throws where every clinic names something that must not be used: there is no work, and none before that is changed. */
function sayDisabled({ disabled, loops }: Service): void {
  const lines = disabled.flatMap(({ clinic, reason, advice }) => [`${clinic}: ${reason}`, ...advice]);
  if (loops.length === 0 && disabled.length > 0 && disabled.every(({ code }) => exitCodeOf(code) === EXIT.usage))
    throw new CommandError(EXIT.usage, ...lines);
  note(...lines);
}

function placeTaken(thrown: unknown): CommandError | undefined {
  const { syscall, code, address, port } = thrown as NodeJS.ErrnoException & { address?: string; port?: number };
  if (syscall !== 'listen') return undefined;
  const why = code === 'EADDRINUSE' ? 'another program, or another Chairside, listens there' : code;
  return new CommandError(
    EXIT.failed,
    `Chairside cannot listen at ${address} port ${port}: ${why}. Choose another host or port in http and webhook.`,
  );
}
