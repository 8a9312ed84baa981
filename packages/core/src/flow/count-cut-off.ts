import { OrderId, PatientRef, RxKey } from '../domain/ids.js';
import type { Problem } from '../domain/problem.js';
import { isLegalScanTransition } from '../domain/scan-state.js';
import type { WorkProgress } from '../domain/work-progress.js';
import type { Clock } from '../ports/clock.js';
import { WORK_KINDS, type ClinicLedger, type WorkKind } from '../ports/ledger.js';
import { cutOffAgain } from './cut-off.js';
import { RxWriter } from './rx-writer.js';
import { ScanWriter } from './scan-writer.js';
import { forgetUnderWay, itemsUnderWay, type ItemUnderWay } from './under-way.js';

/** At start: counts a try that was cut off for each item that the last run was at when it ended. */
export class CountCutOff {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #rx: RxWriter;
  readonly #scans: ScanWriter;

  constructor(ledger: ClinicLedger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#rx = new RxWriter(ledger, clock);
    this.#scans = new ScanWriter(ledger, clock);
  }

  async run(): Promise<void> {
    for (const kind of WORK_KINDS) {
      const items = await itemsUnderWay(this.#ledger, kind);
      for (const item of items) await this.#count(kind, item);
      if (items.length > 0) await forgetUnderWay(this.#ledger, kind);
    }
  }

  async #count(kind: WorkKind, item: ItemUnderWay): Promise<void> {
    const [first = '', second] = item.name;
    switch (kind) {
      case 'rx':
        return this.#countRx(item, RxKey(String(first)), Number(second));
      case 'scans':
        return this.#countScan(item, OrderId(first));
      case 'captures':
        return this.#countCapture(item, OrderId(first), String(second));
      case 'patients':
        return this.#countPatient(item, PatientRef(String(first)));
      case 'status':
        return this.#countStatus(item, Number(first));
    }
  }

  async #countRx(item: ItemUnderWay, key: RxKey, generation: number): Promise<void> {
    const record = (await this.#ledger.rx.generations(key)).find((each) => each.generation === generation);
    const cutOff = this.#cutOff(item, record);
    if (record === undefined || cutOff === undefined) return;
    if (cutOff.problem === undefined) await this.#rx.write(record, cutOff);
    else await this.#rx.writeAndHold(record, { ...cutOff, state: 'failed' });
  }

  async #countScan(item: ItemUnderWay, orderId: OrderId): Promise<void> {
    const record = await this.#ledger.scans.get(orderId);
    const cutOff = this.#cutOff(item, record);
    if (record === undefined || cutOff === undefined) return;
    // In the review inbox, or filed, it stays where it is: it was only looked at again.
    const fails = cutOff.problem !== undefined && isLegalScanTransition(record.state, 'failed');
    await this.#scans.write(record, { ...cutOff, ...(fails && { state: 'failed' }) });
  }

  async #countCapture(item: ItemUnderWay, orderId: OrderId, captureId: string): Promise<void> {
    const record = (await this.#ledger.captures.list(orderId)).find((each) => each.captureId === captureId);
    const cutOff = this.#cutOff(item, record);
    if (record === undefined || cutOff === undefined) return;
    const updatedAt = this.#clock.now();
    const state = cutOff.problem === undefined ? record.state : 'failed';
    await this.#ledger.commit({ captures: [{ ...record, ...cutOff, state, updatedAt }] });
  }

  async #countPatient(item: ItemUnderWay, ref: PatientRef): Promise<void> {
    const record = await this.#ledger.patients.get(ref);
    const cutOff = this.#cutOff(item, record);
    if (record === undefined || cutOff === undefined) return;
    const updatedAt = this.#clock.now();
    const state = cutOff.problem === undefined ? record.state : 'failed';
    await this.#ledger.commit({ patients: [{ ...record, ...cutOff, state, updatedAt }] });
  }

  async #countStatus({ dueAt }: ItemUnderWay, id: number): Promise<void> {
    const pending = await this.#ledger.status.get(id);
    if (pending === undefined || pending.dueAt !== dueAt) return;
    const { interrupted, problem } = cutOffAgain(pending, this.#clock.now());
    await this.#ledger.status.cutOff(id, interrupted, problem);
  }

  /** What is to be written; undefined where the last try came to an outcome. */
  #cutOff(
    { dueAt }: ItemUnderWay,
    record: (WorkProgress & { readonly problem?: Problem | undefined }) | undefined,
  ): (Pick<WorkProgress, 'interrupted'> & { readonly dueAt?: undefined; readonly problem?: Problem }) | undefined {
    if (record === undefined || record.dueAt === undefined || record.dueAt !== dueAt) return undefined;
    const { interrupted, problem } = cutOffAgain(record, this.#clock.now());
    return problem === undefined ? { interrupted } : { interrupted, problem, dueAt: undefined };
  }
}
