import { utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RxRecord } from '@chairside/core/house';
import { RxDesk } from '@chairside/core/flow';
import type { OrderView, RxView } from '@chairside/itero-simulator';
import { RxId } from '@chairside/core';
import { expect } from 'chai';
import { needsPerson } from '../../dist/views/attention.js';
import { CloudFiles } from '../contradictions/cloud-files.js';
import type { OwnClinic, OwnClinicOptions } from '../contradictions/own-clinic.js';
import type { Practice } from '../contradictions/stage.js';
import { request } from '../e2e/sample-clinic.js';
import { captured, expectCharted, revisionsOf } from './charted.js';
import type { Trouble } from './faults.js';

/** More rounds than any trouble takes. */
const ROUNDS = 12;
const CHARTS: Readonly<Record<string, string>> = { 'A-1': '1001', 'B-1': '1002', 'C-1': '1003' };

/** The clinic that has such a day. */
export const OPTIONS: Partial<OwnClinicOptions> = {
  adapter: { roster: './patients.csv' },
  section: { patients: { pushUpdates: true } },
};

const ROSTER = ['chartNumber,firstName,lastName,dateOfBirth,gender'];
const patients = (canine: string): string =>
  [
    ...ROSTER,
    '1001,Sample,Incisor,1980-02-03,Female',
    `1002,Test,${canine},1981-02-03,Male`,
    '1003,Made,Molar,1982-02-03,Female',
  ].join('\n');

/** A day of one clinic at a cloud in trouble. */
class WorkingDay {
  readonly #practice: Practice;
  readonly #clinic: OwnClinic;
  readonly #trouble: Trouble;

  constructor(practice: Practice, trouble: Trouble) {
    this.#practice = practice;
    this.#clinic = practice.clinic;
    this.#trouble = trouble;
  }

  /** The live RX of a request at the cloud. */
  rxs(requestId: string): readonly RxView[] {
    const { simulator, companyId } = this.#practice;
    return simulator
      .rxs()
      .filter((rx) => rx.companyId === companyId && rx.body['PatientChartNumber'] === CHARTS[requestId]);
  }

  live(requestId: string): readonly RxView[] {
    return this.rxs(requestId).filter(({ state }) => state !== 'deleted');
  }

  async roster(canine: string): Promise<void> {
    const file = join(this.#clinic.folder, 'patients.csv');
    await writeFile(file, `${patients(canine)}\n`);
    // By the clinic's clock, which goes ahead: what is newer, a roster or a request, is told by their times.
    const now = new Date(this.#clinic.clock.now());
    await utimes(file, now, now);
  }

  async drop(requestId: string, name: { readonly firstName: string; readonly lastName: string }, born: string) {
    const patient = { chartNumber: CHARTS[requestId], ...name, dateOfBirth: born };
    await this.#clinic.drop(`${requestId}.json`, request(requestId, { patient }));
  }

  /** Rounds until something is so; what waits for the next one is not lost. */
  async roundsUntil(done: () => boolean | Promise<boolean>): Promise<void> {
    for (let rounds = 0; rounds < ROUNDS; rounds += 1) {
      await this.#clinic.round();
      await this.#settleDoubts();
      if (this.#trouble.unpairs === true && (await this.#clinic.isUnpaired()))
        await this.#clinic.pair(this.#practice.companyId);
      if (await done()) return;
    }
  }

  /** What a person does who looks at the scanner: what is not there is sent again; what is there settles by its scan. */
  async #settleDoubts(): Promise<void> {
    if (this.#trouble.doubt !== true) return;
    const desk = new RxDesk(this.#clinic.ledger, { now: () => Date.now(), sleep: async () => undefined }, 'somebody');
    for (const { key, cancelled } of await this.inDoubt())
      if (!cancelled && this.live(key).length === 0) await desk.resend(key);
  }

  inDoubt(): Promise<readonly RxRecord[]> {
    return this.#clinic.ledger.rx.list({ states: ['in-doubt'] });
  }

  scan(requestId: string, captures: number): OrderView {
    return this.#practice.simulator.scan(this.live(requestId)[0]!.rxId, { captures });
  }
}

/**
 * Three requests: one is scanned and scanned again, one is scanned after its patient got another name, one is withdrawn.
 * With captures, a token that ends, a notification, and whatever trouble; at the end everything is as without.
 */
export async function liveThrough(trouble: Trouble, practice: Practice): Promise<void> {
  const { simulator, clinic, companyId } = practice;
  const day = new WorkingDay(practice, trouble);
  simulator.setSwitches({ patientUpdates: true, ...trouble.switches });
  const faults = trouble.faults.map((fault) => ({ name: fault.name, handle: simulator.faults.add(fault) }));
  await day.roster('Canine');
  await day.drop('A-1', { firstName: 'Sample', lastName: 'Incisor' }, '1980-02-03');
  await day.drop('B-1', { firstName: 'Test', lastName: 'Canine' }, '1981-02-03');
  await day.drop('C-1', { firstName: 'Made', lastName: 'Molar' }, '1982-02-03');
  await day.roundsUntil(() => ['A-1', 'B-1', 'C-1'].every((id) => day.live(id).length === 1));
  const first = day.scan('A-1', 1);
  await day.roster('Premolar');
  await clinic.drop('off.json', { action: 'cancel', requestId: 'C-1' });
  simulator.expireAccessTokens();
  await day.roundsUntil(async () => (await captured(clinic)) && day.live('C-1').length === 0);
  simulator.rescan(first.orderId);
  await clinic.notify(RxId(first.rxId!));
  const second = day.scan('B-1', 0);
  const orders = [first, second];
  await day.roundsUntil(
    async () => (await revisionsOf(clinic, orders)) === 3 && (await captured(clinic)) && (await isTold(clinic, orders)),
  );

  // Two at one call may be one for it.
  if (trouble.faults.length === new Set(trouble.faults.map(({ name }) => name)).size)
    for (const { name, handle } of faults) expect(handle.applied, `${name} was disturbed`).to.equal(1);
  simulator.faults.clear();
  // The other software reads the cloud as it is documented.
  simulator.setSwitches({ tokensInData: true });
  const cloud = await CloudFiles.open(simulator, companyId);
  const names = simulator.patients(companyId).map(({ chartNumber, lastName }) => `${chartNumber} ${lastName}`);
  expect(names).to.include.members(['1001 Incisor', '1002 Premolar', '1003 Molar']);
  for (const id of ['A-1', 'B-1', 'C-1']) expect(day.live(id).length, `${id} on the scanner`).to.be.at.most(1);
  const { scanned, withdrawn, ...others } = await clinic.ledger.rx.countByState();
  const held = (await day.inDoubt()).map(({ key }) => key);
  expect([scanned, (withdrawn ?? 0) + held.length, Object.keys(others)]).to.deep.equal([
    2,
    1,
    held.length > 0 ? ['in-doubt'] : [],
  ]);
  expect((await needsPerson(clinic.ledger)).map(({ key }) => key)).to.deep.equal(held);
  expect(await clinic.ledger.scans.countByState()).to.deep.equal({ filed: 2 });
  expect(await isTold(clinic, orders), 'outbox').to.equal(true);
  await expectCharted(clinic, '1001', 2, await cloud.of(simulator.orders.get(first.orderId)!));
  await expectCharted(clinic, '1002', 1, await cloud.of(second));
}

/** The outbox says how each request and each scan ended. */
async function isTold(clinic: OwnClinic, scans: readonly OrderView[]): Promise<boolean> {
  const names = ['A-1.json', 'B-1.json', ...scans.map(({ orderId }) => `scans/${orderId}.json`)];
  const states = await Promise.all(
    names.map((name) =>
      clinic.told(name).then(
        ({ state }) => state,
        () => undefined,
      ),
    ),
  );
  return states.join() === 'scanned,scanned,filed,filed';
}
