import type { House } from '../composition/house.js';
import { CommandError, EXIT } from './command-error.js';
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
  const closeHttp = await startHttp(house, service, degraded).catch((thrown: unknown) => {
    throw placeTaken(thrown) ?? thrown;
  });
  return { service, ended: service.run().finally(closeHttp) };
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
