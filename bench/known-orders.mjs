import { join } from 'node:path';
import { openPractice } from './sample-practice.mjs';

const KNOWN = 100_000;
const DAY = 24 * 60 * 60 * 1000;
const POLLS = 9;

function median(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

async function polls(product) {
  const times = [];
  for (let poll = 0; poll < POLLS; poll += 1) times.push((await product.ask('poll')).ms);
  return median(times);
}

/** What a poll costs with many orders already known, against one with none. */
export async function benchKnownOrders(folder, simulator, print) {
  const since = new Date(Date.now() - 80 * DAY).toISOString().slice(0, 10);
  const { product } = await openPractice(join(folder, 'known'), simulator, { scans: { since } });
  try {
    await product.ask('poll');
    const alone = await polls(product);
    const before = await product.ask('memory');
    // A minute apart, and all of them older than what a poll looks back.
    await simulator.ask('metadataOrders', {
      count: KNOWN,
      fields: { scannedAt: Date.now() - 8 * DAY, firstName: 'Nobody', lastName: 'Sample', chartNumber: '' },
    });
    await product.ask('forgetPolls');
    const first = await product.ask('poll');
    const among = await polls(product);
    await product.ask('forgetPolls');
    const sweep = await product.ask('poll');
    const after = await product.ask('memory');
    print(
      `${KNOWN} orders: first poll ${(first.ms / 1000).toFixed(1)} s (${first.changed} new), a sweep of all unchanged ${(sweep.ms / 1000).toFixed(1)} s (${sweep.changed} changed)`,
    );
    print(
      `a poll, n=${POLLS}: ${alone.toFixed(1)} ms with few orders known, ${among.toFixed(1)} ms with ${KNOWN}; ratio ${(among / alone).toFixed(2)}`,
    );
    print(
      `memory of the product: ${before.now.toFixed(0)} MiB before, ${after.now.toFixed(0)} MiB after, peak ${after.peak.toFixed(0)} MiB`,
    );
  } finally {
    await product.end();
  }
}
