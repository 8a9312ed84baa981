import { OrderId, RxId } from '@chairside/core';
import type { OrderView } from '@chairside/itero-simulator';
import { expect } from 'chai';
import { needsPerson } from '../../dist/views/attention.js';
import { request } from '../e2e/sample-clinic.js';
import type { Hashes, MadeFiles } from './cloud-files.js';
import type { OwnClinic } from './own-clinic.js';
import type { Practice } from './stage.js';

const NEVER = new AbortController().signal;
const HOUR = 60 * 60 * 1000;
const INCISOR = '1001_Incisor_Sample';
const MOLAR = '1002_Molar_Test';

/** Chairside's own files in a chart. */
const RECORD = /\/(?:scan|current)\.json$/;

/**
 * The whole way of two requests: file, RX, scan, list, download, chart and outbox. The second one is cancelled when it is
 * too late, which is what has an order read by its RX. An order from before the clinic's time makes the pages three.
 */
export async function fileTwoScans({ simulator, companyId, cloud, clinic, since }: Practice): Promise<void> {
  simulator.addOrder({ companyId, chartNumber: '', scannedAt: since - 12 * HOUR });
  const molar = { chartNumber: '1002', firstName: 'Test', lastName: 'Molar' };
  await clinic.drop('requests.json', [request('A-1'), request('B-1', { patient: molar })]);
  expect(await clinic.round()).to.deep.equal([]);

  const [first, second] = simulator.rxs().filter((rx) => rx.companyId === companyId);
  expect(first?.body).to.include({ CompanyId: companyId, PatientChartNumber: '1001', procedureMapId: 30 });
  expect(second?.body).to.include({ CompanyId: companyId, PatientChartNumber: '1002', procedureMapId: 30 });
  expect(await clinic.told('A-1.json')).to.include({ state: 'submitted', rxId: first?.rxId });

  const incisorScan = simulator.scan(first!.rxId, { captures: 1 });
  const molarScan = simulator.scan(second!.rxId);
  await clinic.drop('cancel.json', { action: 'cancel', requestId: 'B-1' });
  expect(await clinic.round()).to.deep.equal([]);

  const incisorFiles = placed(INCISOR, incisorScan, await cloud.of(incisorScan));
  const molarFiles = placed(MOLAR, molarScan, await cloud.of(molarScan));
  expect(await charted(clinic)).to.deep.equal({ ...incisorFiles, ...molarFiles });
  await expectTold(clinic, 'A-1', incisorScan, incisorFiles, null);
  await expectTold(clinic, 'B-1', molarScan, molarFiles, 'RX_ALREADY_SCANNED');
  await expectSameByRx(clinic, incisorScan);
  await expectSameByRx(clinic, molarScan);
  expect(await needsPerson(clinic.ledger)).to.deep.equal([]);
  expect(clinic.log.lines.filter(({ level }) => level === 'warn' || level === 'error')).to.deep.equal([]);
}

/** An order that is read by its RX leads to the same files as the listed one, from which the chart has its own. */
async function expectSameByRx({ cloud, ledger }: OwnClinic, { orderId, rxId }: OrderView): Promise<void> {
  const byRx = await cloud.orderByRx(RxId(rxId!), NEVER);
  const listed = await ledger.scans.get(OrderId(orderId));
  expect(byRx).to.deep.include({ orderId: String(orderId), assets: listed?.order.assets });
}

/** Where these files belong. The day of the scan is left out of the folder's name, and the name of its one capture. */
function placed(patient: string, { orderId }: OrderView, { export: scan, gallery, captures }: MadeFiles): Hashes {
  const folder = `${patient}/${orderId}`;
  return Object.fromEntries([
    ...Object.entries(scan).map(([name, hash]) => [`${folder}/r1/${name}`, hash] as const),
    ...Object.entries(gallery).map(([name, hash]) => [`${folder}/r1/gallery/${name}`, hash] as const),
    ...captures.map((hash) => [`${folder}/captures`, hash] as const),
  ]);
}

/** What stands in the charts besides Chairside's records, with the names of {@link placed}. */
async function charted(clinic: OwnClinic): Promise<Hashes> {
  const files = Object.entries(await clinic.charts()).filter(([path]) => !RECORD.test(path));
  return Object.fromEntries(files.map(([path, hash]) => [plain(path).replace(/\/captures\/.*/, '/captures'), hash]));
}

function plain(path: string): string {
  return path.replace(/\/\d{4}-\d\d-\d\d_/, '/');
}

async function expectTold(
  clinic: OwnClinic,
  requestId: string,
  { orderId, rxId }: OrderView,
  files: Hashes,
  code: string | null,
): Promise<void> {
  const ids = { requestId, orderId: String(orderId), rxId };
  const rx = await clinic.told(`${requestId}.json`);
  expect(rx).to.include({ ...ids, state: 'scanned' });
  expect((rx['error'] as { readonly code: string } | null)?.code ?? null).to.equal(code);
  const scan = await clinic.told(`scans/${orderId}.json`);
  expect(scan).to.include({ ...ids, state: 'filed', error: null });
  const inRevision = Object.keys(files).filter((path) => path.includes('/r1/'));
  for (const { files: told } of [rx, scan]) {
    const paths = (told as readonly string[]).map(plain).filter((path) => path.includes('/r1/'));
    expect(paths).to.have.members(inRevision);
  }
}
