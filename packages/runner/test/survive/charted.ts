import { OrderId } from '@chairside/core';
import type { OrderView } from '@chairside/itero-simulator';
import { expect } from 'chai';
import type { Hashes, MadeFiles } from '../contradictions/cloud-files.js';
import type { OwnClinic } from '../contradictions/own-clinic.js';

/** What is the same at every export; documents carry the time of theirs. */
const LASTING = /\.(?:stl|ply|jpe?g|png)$/i;

function hashes(files: Hashes): readonly string[] {
  return Object.entries(files)
    .filter(([name]) => LASTING.test(name))
    .map(([, hash]) => hash)
    .toSorted();
}

/** How many revisions of some orders the ledger has. */
export async function revisionsOf({ ledger }: OwnClinic, orders: readonly OrderView[]): Promise<number> {
  const all = await Promise.all(orders.map(({ orderId }) => ledger.scans.revisions(OrderId(orderId))));
  return all.flat().length;
}

/** Whether the one capture of the day is in the chart. */
export async function captured(clinic: OwnClinic): Promise<boolean> {
  const paths = Object.keys(await clinic.charts().catch(() => ({})));
  return paths.some((path) => path.includes('/captures/'));
}

/** A patient's chart holds so many revisions of one order, the newest and its captures as the cloud made them, and no more. */
export async function expectCharted(clinic: OwnClinic, chart: string, newest: number, made: MadeFiles): Promise<void> {
  const all = Object.entries(await clinic.charts()).filter(([path]) => path.startsWith(`${chart}_`));
  const below = (folder: string): Hashes => Object.fromEntries(all.filter(([path]) => path.split('/')[2] === folder));
  const folders = [...new Set(all.map(([path]) => path.split('/')[2]!))].filter((name) => /^r\d+$/.test(name));
  expect(folders.toSorted(), chart).to.deep.equal(Array.from({ length: newest }, (_, index) => `r${index + 1}`));
  expect(new Set(all.map(([path]) => path.split('/')[1])).size, `orders in ${chart}`).to.equal(1);
  expect(hashes(below(`r${newest}`)), chart).to.deep.equal(
    [...hashes(made.export), ...hashes(made.gallery)].toSorted(),
  );
  expect(hashes(below('captures'))).to.deep.equal([...made.captures].toSorted());
}
