import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchKnownOrders } from './known-orders.mjs';
import { benchOpenDental } from './open-dental.mjs';
import { benchScans } from './scans.mjs';
import { Worker } from './worker.mjs';

/**
 * Prints figures and ratios measured side by side in this run. Arguments name the benches, all where there is none;
 * `--patients 300000` is how large the practice on Open Dental is.
 */
const print = (line) => process.stdout.write(`${line}\n`);
const { values, positionals: only } = parseArgs({
  allowPositionals: true,
  options: { patients: { type: 'string', default: '20000' } },
});
const size = { patients: Number(values.patients) };
const folder = await mkdtemp(join(tmpdir(), 'chairside-bench-'));
const benches = { scans: benchScans, known: benchKnownOrders, 'open-dental': benchOpenDental };

print(
  `Node ${process.version}, ${process.platform} ${process.arch}; the simulated cloud runs in a process of its own on the same machine`,
);
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (only.length > 0 && !only.includes(name)) continue;
    const simulator = await Worker.start('./simulator-process.mjs');
    try {
      await bench(folder, simulator, print, size);
    } finally {
      await simulator.end();
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
