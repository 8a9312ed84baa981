import type { Receipt } from '@chairside/core';
import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { House, order, signal } from './support/house.js';

const CHILD = fileURLToPath(new URL('support/deliver-all.js', import.meta.url));
const ORDERS = 12;
const KILLS = 8;

/** Starts filing and kills the process `after` milliseconds later, wherever it is then. */
async function killed(dir: string, after: number): Promise<void> {
  const child = spawn(process.execPath, [CHILD, dir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  await wait(after);
  child.kill('SIGKILL');
  await ended;
}

describe('a delivery that is killed', () => {
  it('stands in the chart once and whole after it was made again, and leaves nothing behind', async () => {
    const house = await House.open();
    try {
      const [upper, lower, capture] = await Promise.all([
        house.staged('upper.stl', 'u'.repeat(3_000_000)),
        house.staged('case/lower.stl', 'l'.repeat(2_000_000)),
        house.staged('view.jpg', 'v'.repeat(200_000), 'captures'),
      ]);
      const deliveries = await Promise.all(
        Array.from({ length: ORDERS }, (_, index) =>
          house.delivery({ order: order(`7000${index}`), files: [upper, lower, capture] }),
        ),
      );
      await house.write('deliveries.json', JSON.stringify(deliveries));
      for (let kill = 0; kill < KILLS; kill += 1) await killed(house.dir, kill * 7);
      await house.restart();
      const receipts: Receipt[] = [];
      for (const delivery of deliveries) {
        const receipt = await house.ports.sink?.deliver(delivery, signal);
        if (receipt !== undefined) receipts.push(receipt);
      }
      for (const receipt of receipts) expect(await house.ports.sink?.holds(receipt, signal)).to.equal('held');
      const expected = deliveries.flatMap((delivery) =>
        ['captures/view.jpg', 'current.json', 'r1/case/lower.stl', 'r1/scan.json', 'r1/upper.stl'].map(
          (file) => `1001_Doe_Jane/2026-03-04_${delivery.order.orderId}/${file}`,
        ),
      );
      expect(await house.tree('charts')).to.have.members(expected);
      const all = await readdir(house.path('charts/1001_Doe_Jane'), { recursive: true });
      expect(all.filter((path) => /(^|\/)\./.test(path))).to.deep.equal([]);
      expect(await house.names('charts/.chairside/pending')).to.deep.equal([]);
    } finally {
      await house.close();
    }
  });
});
