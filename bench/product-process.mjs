import { ClinicId } from '../packages/core/dist/index.js';
import { readConfig } from '../packages/runner/dist/cli/read-config.js';
import { House } from '../packages/runner/dist/composition/house.js';
import { FLOW, HOUSE } from '../packages/runner/dist/composition/tokens.js';

/** The product in a process of its own: the flows of one clinic, from discovery to the chart, timed. */
const CLINIC = ClinicId('bench');
const { signal } = new AbortController();
let house;
let scope;

async function open({ config }) {
  const prepared = await readConfig({ config });
  house = await House.open(prepared.config, prepared);
  const pairing = house.container.get(HOUSE.pairing);
  const { url } = await pairing.begin(CLINIC);
  const { headers } = await fetch(url, { redirect: 'manual' });
  await pairing.takeRedirect(headers.get('location'), signal);
  const [company] = await pairing.companies(CLINIC, signal);
  await pairing.pair(CLINIC, company.companyId, undefined, signal);
  scope = await house.openClinic(CLINIC, signal);
  await scope.recover();
}

async function poll() {
  const pairing = await scope.pairings.get(CLINIC);
  const began = performance.now();
  const changed = await scope.container.get(FLOW.pollOrders).run(pairing, signal);
  return { ms: performance.now() - began, changed };
}

/** The next poll reads everything since `scans.since` again, as the first one does. */
async function forgetPolls() {
  await scope.ledger.commit({
    cursors: {
      orders: JSON.stringify({ pairedAt: (await scope.pairings.get(CLINIC)).pairedAt, until: 0, sweptAt: 0 }),
    },
  });
}

async function round({ orders }) {
  const before = (await scope.ledger.scans.countByState()).filed ?? 0;
  const began = performance.now();
  await poll();
  await scope.container.get(FLOW.workScans).run(signal);
  const ms = performance.now() - began;
  const filed = ((await scope.ledger.scans.countByState()).filed ?? 0) - before;
  if (filed !== orders) throw new Error(`${filed} of ${orders} orders were filed`);
  return { ms };
}

const commands = {
  open,
  poll,
  forgetPolls,
  round,
  token: async () => JSON.parse(await house.container.get(HOUSE.vault).get(`itero/${CLINIC}/tokens`)).accessToken,
  memory: () => ({ peak: process.resourceUsage().maxRSS / 1024, now: process.memoryUsage().rss / 1024 / 1024 }),
};

process.on('message', async ({ id, command, args }) => {
  try {
    process.send({ id, answer: await commands[command](args ?? {}) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.once('disconnect', () => process.exit(0));
process.send({ ready: true });
