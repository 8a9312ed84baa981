import { join } from 'node:path';
import { openPractice, PATIENT } from './sample-practice.mjs';
import { missingTools, runScript } from './scripts.mjs';

const PARALLEL = 2;
const CASES = [
  { name: 'one order of about 30 MB', orders: 1, rounds: 7 },
  { name: 'one order of about 110 MB', orders: 1, rounds: 5, triangles: { upper: 1_150_000, lower: 1_050_000 } },
  { name: '8 orders of about 30 MB, two at once', orders: 8, rounds: 3 },
];

function median(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function shuffled(values) {
  return values
    .map((value) => ({ value, key: Math.random() }))
    .toSorted((one, other) => one.key - other.key)
    .map(({ value }) => value);
}

/** From discovery to the chart: the product against the scripts, on the same bytes, paired in each round. */
export async function benchScans(folder, simulator, print) {
  const { product, baseUrl } = await openPractice(join(folder, 'scans'), simulator, { scans: { assets: ['IDE'] } });
  const yardsticks = ['P0', 'P2'].filter((name) => {
    const missing = missingTools(name);
    if (missing.length > 0) print(`${name} is left out: this machine has no ${missing.join(', ')}`);
    return missing.length === 0;
  });
  try {
    await simulator.ask('orders', { count: 1, fields: PATIENT });
    await product.ask('round', { orders: 1 });
    for (const { name, orders: count, rounds, triangles } of CASES) {
      const times = { product: [], P0: [], P2: [] };
      let bytes = { packed: 0, unpacked: 0 };
      for (let round = 0; round < rounds; round += 1) {
        const orders = await simulator.ask('orders', {
          count,
          fields: { ...PATIENT, ...(triangles === undefined ? {} : { triangles }) },
        });
        bytes = {
          packed: orders.reduce((sum, { packedBytes }) => sum + packedBytes, 0),
          unpacked: orders.reduce((sum, { unpackedBytes }) => sum + unpackedBytes, 0),
        };
        const token = await product.ask('token');
        const urls = orders.map(({ orderId }) => `${baseUrl}/api/third-party/v2/order/${orderId}/download/IDE`);
        for (const who of shuffled(['product', ...yardsticks])) {
          times[who].push(
            who === 'product'
              ? (await product.ask('round', { orders: count })).ms
              : await runScript(who, { folder, urls, token, parallel: PARALLEL }),
          );
        }
      }
      const ratios = yardsticks.map(
        (who) => `${median(times.product.map((ms, round) => ms / times[who][round])).toFixed(2)} x ${who}`,
      );
      const walls = ['product', ...yardsticks].map((who) => `${who} ${median(times[who]).toFixed(0)} ms`);
      print(
        `${name} (${(bytes.packed / 1e6).toFixed(1)} MB packed, ${(bytes.unpacked / 1e6).toFixed(1)} MB unpacked), n=${rounds}: ${walls.join(', ')}; ratio ${ratios.join(', ')}`,
      );
    }
    const { peak } = await product.ask('memory');
    print(`peak memory of the product: ${peak.toFixed(0)} MiB`);
  } finally {
    await product.end();
  }
}
