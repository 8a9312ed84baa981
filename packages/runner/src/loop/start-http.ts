import { readFile } from 'node:fs/promises';
import { ClinicId } from '@chairside/core';
import type { House } from '../composition/house.js';
import { HOUSE } from '../composition/tokens.js';
import type { AppConfig } from '../config/app-config.js';
import type { ServerTls } from '../http/base-server.js';
import { createMainServer } from '../http/main-server.js';
import { Metrics } from '../http/metrics.js';
import { listen } from '../http/server-address.js';
import { webhookSecrets } from '../http/webhook-secrets.js';
import { createWebhookServer } from '../http/webhook-server.js';
import { addDashboard } from './add-dashboard.js';
import { CONTACT_CURSOR } from './clinic-tasks.js';
import type { Service } from './service.js';

/** How long a lane may be kept from its work before the service counts as failing. */
const FAILING_AFTER = 15 * 60 * 1000;

/** As many downloads are counted on from where they were cut off. */
const MOST_DOWNLOADS = 100;

/** As many cases that were sent back, and captures that failed, are counted. */
const MOST_COUNTED = 1_000;

/** Starts the operator's listener and the webhook's own, as configured. Answers how to end them. */
export async function startHttp(house: House, service: Service, degraded: boolean): Promise<() => Promise<void>> {
  const metrics = new Metrics();
  const main = await startMain(house, service, metrics, degraded);
  try {
    const webhook = await startWebhook(house, service, metrics);
    return async () => {
      await main?.close();
      await webhook?.close();
    };
  } catch (error) {
    await main?.close();
    throw error;
  }
}

async function startMain(house: House, service: Service, metrics: Metrics, degraded: boolean) {
  const { http } = house.config;
  if (http === false) return undefined;
  const logger = house.container.get(HOUSE.logger);
  const pairing = house.container.get(HOUSE.pairing);
  countBytes(metrics, house);
  const server = createMainServer({
    logger,
    tls: await readTls(http),
    hosts: [http.host, ...http.names, new URL(house.config.itero.redirectUrl).host],
    health: () => ({ ok: !degraded && isHealthy(service, house) }),
    metrics: metrics.registry,
    // Its query alone: behind a proxy the address that arrives here need not be the one that was redirected to.
    takeRedirect: (url) => pairing.takeRedirect(new URL(url).searchParams, service.signal),
  });
  await addDashboard(server, house, service, http.session);
  server.addHook('preHandler', async (request) => {
    if (request.routeOptions.url === '/metrics') await refresh(metrics, house);
  });
  const { port } = await listen(server, http);
  logger.info('Listening', { host: http.host, port });
  return server;
}

/** Progress is told as what one download has received so far; the counter takes what is new in it. */
function countBytes(metrics: Metrics, house: House): void {
  const counted = new Map<string, number>();
  house.progress.listen(({ clinic, orderId }, asset, received, total) => {
    const name = `${clinic}/${orderId}/${asset}`;
    metrics.addBytes(clinic, Math.max(0, received - (counted.get(name) ?? 0)));
    counted.delete(name);
    if (received !== total) counted.set(name, received);
    // Downloads that never came to their end are forgotten, the longest silent first.
    const [silent] = counted.keys();
    if (silent !== undefined && counted.size > MOST_DOWNLOADS) counted.delete(silent);
  });
}

async function readTls({ tls }: Exclude<AppConfig['http'], false>): Promise<ServerTls | undefined> {
  return tls && { cert: await readFile(tls.cert), key: await readFile(tls.key) };
}

function isHealthy(service: Service, house: House): boolean {
  const now = house.container.get(HOUSE.clock).now();
  const failing = service.loops.some(({ failures }) => failures.some(({ since }) => now - since > FAILING_AFTER));
  return service.disabled.length === 0 && !failing;
}

async function refresh(metrics: Metrics, house: House): Promise<void> {
  for (const { id } of house.config.clinics) {
    const ledger = house.clinicLedger(ClinicId(id));
    metrics.setCounts(
      ledger.clinic,
      await ledger.rx.countByState(),
      await ledger.scans.countByState(),
      await ledger.patients.countByState(),
    );
    metrics.setSentBack(ledger.clinic, (await ledger.scans.sentBack(MOST_COUNTED)).length);
    metrics.setFailedCaptures(ledger.clinic, (await ledger.captures.failed(MOST_COUNTED)).length);
    const contact = await ledger.cursor(CONTACT_CURSOR);
    if (contact !== undefined) metrics.setLastContact(ledger.clinic, Date.parse(contact));
  }
}

async function startWebhook(house: House, service: Service, metrics: Metrics) {
  const { webhook } = house.config;
  if (webhook === false) return undefined;
  const clinics = house.config.clinics.map(({ id }) => ClinicId(id));
  const secrets = await Promise.all(
    clinics.map(async (clinic) => [clinic, await house.webhookSecret(clinic)] as const),
  );
  const logger = house.container.get(HOUSE.logger);
  const server = createWebhookServer({
    logger,
    secretOf: webhookSecrets(new Map(secrets)),
    onNotification: async (clinic, body) => {
      const result = await service.takeNotification(clinic, body);
      metrics.addNotification(clinic, result);
      logger.debug('A notification came', { clinic, state: result });
    },
    onUnknownSecret: () => {
      metrics.addUnknownSecret();
      logger.debug('A notification came', { state: 'unknown-secret' });
    },
  });
  const { port } = await listen(server, webhook);
  logger.info('Listening for notifications', { host: webhook.host, port });
  return server;
}
