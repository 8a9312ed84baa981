import type { OrderId } from '../domain/ids.js';
import type { Patient } from '../domain/patient.js';
import { comparePatient } from '../domain/review-reason.js';
import { isLegalScanTransition, type ScanState } from '../domain/scan-state.js';
import type { CaptureRecord, CaptureState, ScanRecord } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { RxStatus } from '../ports/status-sink.js';
import { anew } from './anew.js';
import { refused } from './refused.js';
import type { DeskAnswer } from './rx-desk.js';
import { rxStatus } from './rx-writer.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';
import { planWithdrawal, type Withdrawal } from './withdrawal.js';

/** What becomes of a scan in one of some states, and of its captures in some. */
interface Wish {
  readonly from: readonly ScanState[];
  patch(record: ScanRecord): ScanPatch;
  readonly captures?: { readonly from: readonly CaptureState[]; readonly patch: Partial<CaptureRecord> };
}

/** Where what stands in a chart is not being worked on. */
const WITHDRAWABLE: readonly ScanState[] = ['filed', 'review', 'failed'];

/** Out of whose charts, for the audit. */
function fromWhom({ revisions }: Withdrawal): string | undefined {
  const refs = new Set(revisions.map(({ patient }) => patient.ref));
  return refs.size === 0 ? undefined : `of patient ${[...refs].join(', ')}`;
}

/** What a person may do with a scan. Every click is audited; the service does the work. */
export class ScanDesk {
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #actor: string;
  readonly #writer: ScanWriter;

  constructor(ledger: ClinicLedger, clock: Clock, actor: string) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#actor = actor;
    this.#writer = new ScanWriter(ledger, clock);
  }

  /**
   * Works on a failed or waiting scan at once, and on its captures that failed, with all attempts anew. One that a person
   * took out of the chart stays in the review inbox: what is left of it is looked at again.
   */
  retry(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan retried', {
      from: ['failed', 'not-ready', 'listed', 'dismissed', 'review'],
      patch: ({ state, takenBack }) =>
        state === 'review' && takenBack !== undefined ? { dueAt: this.#clock.now(), backoff: 0 } : this.#again(),
      captures: { from: ['failed'], patch: this.#captureAgain() },
    });
  }

  /**
   * Fetches a filed scan again and files what the chart no longer holds, its captures too; new content is a new
   * revision.
   */
  redeliver(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan redelivered', {
      from: ['filed'],
      patch: () => this.#again(),
      captures: { from: ['filed', 'failed'], patch: this.#captureAgain() },
    });
  }

  /**
   * Takes a wrong filing out of the chart, all its revisions and captures, also where a newer revision waits in the review
   * inbox or failed. It goes back into the inbox, and no rule files it again. Twice is as once.
   */
  async withdraw(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    for (;;) {
      const record = await this.#ledger.scans.get(orderId);
      if (record === undefined) return { kind: 'unknown' };
      if (!WITHDRAWABLE.includes(record.state)) return refused('scan', record.state, WITHDRAWABLE);
      const now = this.#clock.now();
      const revisions = await this.#ledger.scans.revisions(orderId);
      const plan = planWithdrawal(record, revisions, await this.#ledger.captures.list(orderId), now);
      if (plan === undefined)
        return record.state === 'review' && record.takenBack !== undefined
          ? { kind: 'done', item: record, unchanged: true }
          : { kind: 'refused', why: 'Nothing of this scan stands in a chart.' };
      const item = await this.#writer.write(
        record,
        plan.scan,
        {
          revisions: plan.revisions,
          captures: plan.captures,
          tell: await this.#rxWithoutFiles(record, now),
          audit: [{ at: now, actor: this.#actor, action: 'scan withdrawn', subject: orderId, detail: fromWhom(plan) }],
        },
        [],
      );
      if (item !== undefined) return { kind: 'done', item };
    }
  }

  /** The result of the request names no files any more. */
  async #rxWithoutFiles({ rxKey, orderId }: ScanRecord, now: number): Promise<readonly RxStatus[]> {
    const generations = rxKey === undefined ? [] : await this.#ledger.rx.generations(rxKey);
    const rx = generations.find((each) => each.orderId === orderId);
    return rx === undefined ? [] : [rxStatus(rx, now, [])];
  }

  /**
   * Files a scan of the review inbox for a patient that a person chose. The same choice twice is as once; where somebody
   * else chose another patient meanwhile, that choice stands.
   */
  async assign(orderId: OrderId, patient: Patient): Promise<DeskAnswer<ScanRecord>> {
    const record = await this.#ledger.scans.get(orderId);
    const chosen = record?.match === 'person' && record.state !== 'review' ? record.patient?.ref : undefined;
    if (record !== undefined && chosen === patient.ref && record.state !== 'dismissed')
      return { kind: 'done', item: record, unchanged: true };
    const answer = await this.#act(
      orderId,
      'scan assigned',
      {
        from: ['review'],
        patch: ({ order, takenBack }) => ({
          ...this.#again(),
          patient,
          match: 'person',
          matchedAs: order.patient,
          doubts: undefined,
          candidates: undefined,
          boundTo: undefined,
          takenBack: takenBack !== undefined && takenBack.receipts.length > 0 ? takenBack : undefined,
        }),
      },
      ({ order }) => `to patient ${patient.ref} (${comparePatient(order.patient, patient).join(', ')})`,
    );
    if (answer.kind !== 'refused' || chosen === undefined) return answer;
    return { kind: 'refused', why: `The scan was assigned to patient ${chosen} and is ${record?.state ?? ''}.` };
  }

  /** Leaves a scan of the review inbox, or a failed one, unfiled, and captures that failed. */
  dismiss(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan dismissed', {
      from: ['review', 'failed', 'listed', 'not-ready'],
      patch: () => ({ state: 'dismissed', dueAt: undefined }),
      captures: { from: ['failed'], patch: { state: 'dismissed' } },
    });
  }

  #again(): ScanPatch {
    return { ...anew(this.#clock.now()), state: 'listed', notReady: 0 };
  }

  #captureAgain(): Partial<CaptureRecord> {
    return { ...anew(this.#clock.now()), state: 'listed' };
  }

  async #act(
    orderId: OrderId,
    action: string,
    wish: Wish,
    detail?: (record: ScanRecord) => string,
  ): Promise<DeskAnswer<ScanRecord>> {
    for (;;) {
      const record = await this.#ledger.scans.get(orderId);
      if (record === undefined) return { kind: 'unknown' };
      const change = wish.patch(record);
      const { from } = wish;
      const allowed = from.includes(record.state) && isLegalScanTransition(record.state, change.state ?? record.state);
      const captures = await this.#captures(orderId, wish);
      if (!allowed && captures.length === 0) return refused('scan', record.state, from);
      const item = await this.#writer.write(record, allowed ? change : {}, {
        captures,
        audit: [{ at: this.#clock.now(), actor: this.#actor, action, subject: orderId, detail: detail?.(record) }],
      });
      if (item !== undefined) return { kind: 'done', item };
    }
  }

  async #captures(orderId: OrderId, { captures: wish }: Wish): Promise<readonly CaptureRecord[]> {
    if (wish === undefined) return [];
    const updatedAt = this.#clock.now();
    // One that came in the ZIP of its order comes again with it.
    const captures = (await this.#ledger.captures.list(orderId)).filter(({ url }) => url !== undefined);
    return captures
      .filter(({ state }) => wish.from.includes(state))
      .map((capture) => ({ ...capture, ...wish.patch, updatedAt }));
  }
}
