import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchKnownOrders } from './known-orders.mjs';
import { benchScans } from './scans.mjs';
import { Worker } from './worker.mjs';

/** Prints figures and ratios measured side by side in this run; asserts nothing. */
const print = (line) => process.stdout.write(`${line}\n`);
const folder = await mkdtemp(join(tmpdir(), 'chairside-bench-'));
const only = process.argv.slice(2);
const benches = { scans: benchScans, known: benchKnownOrders };

print(
  `Node ${process.version}, ${process.platform} ${process.arch}; the simulated cloud runs in a process of its own on the same machine`,
);
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const simulator = await Worker.start('./simulator-process.mjs');
    try {
      await bench(folder, simulator, print);
    } finally {
      await simulator.end();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
