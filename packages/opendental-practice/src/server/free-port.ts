import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Everything listens here alone. */
export const HOST = '127.0.0.1';

/** Below what systems give to outgoing connections: what is free there is not taken in the moment before it is used. */
const LOWEST = 20_000;
const HIGHEST = 32_000;

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  const listening = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false)).listen(port, HOST, () => resolve(true));
  });
  if (listening) await new Promise((resolve) => probe.close(resolve));
  return listening;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(LOWEST, HIGHEST);
    if (await isFree(port)) return port;
  }
}
