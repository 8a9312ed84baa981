import type { OrderId } from '../domain/ids.js';
import type { Patient } from '../domain/patient.js';
import { isLegalScanTransition, type ScanState } from '../domain/scan-state.js';
import type { CaptureRecord, CaptureState, Receipt, ScanRecord } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import { anew } from './anew.js';
import { refused } from './refused.js';
import { problemOf } from './retry.js';
import type { DeskAnswer } from './rx-desk.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

/** What becomes of a scan in one of some states, and of its captures in some. */
interface Wish {
  readonly from: readonly ScanState[];
  patch(record: ScanRecord): ScanPatch;
  readonly captures?: { readonly from: readonly CaptureState[]; readonly patch: Partial<CaptureRecord> };
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

  /** Works on a failed or waiting scan at once, and on its captures that failed, with all attempts anew. */
  retry(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan retried', {
      from: ['failed', 'not-ready', 'listed', 'dismissed', 'review'],
      patch: () => this.#again(),
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
   * Takes a wrong filing out of the chart, all its revisions and captures. It goes back into the review inbox, and no rule
   * files it again.
   */
  async withdraw(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    for (;;) {
      const record = await this.#ledger.scans.get(orderId);
      if (record === undefined) return { kind: 'unknown' };
      if (record.state !== 'filed') return refused('scan', record.state, ['filed']);
      const revisions = (await this.#ledger.scans.revisions(orderId)).filter(({ withdrawn }) => withdrawn !== true);
      const captures = await this.#ledger.captures.list(orderId);
      const receipts = [...revisions, ...captures].flatMap(({ receipt }) => receipt ?? []);
      const now = this.#clock.now();
      const item = await this.#writer.write(record, this.#takenBack(record, receipts), {
        revisions: revisions.map((revision) => ({ ...revision, withdrawn: true })),
        captures: captures
          .filter(({ state }) => state !== 'dismissed')
          .map((capture) => ({ ...capture, state: 'listed', dueAt: undefined, updatedAt: now })),
        audit: [{ at: now, actor: this.#actor, action: 'scan withdrawn', subject: orderId }],
      });
      if (item !== undefined) return { kind: 'done', item };
    }
  }

  #takenBack({ patient, takenBack }: ScanRecord, receipts: readonly Receipt[]): ScanPatch {
    const now = this.#clock.now();
    return {
      ...anew(now),
      state: 'review',
      // Of an earlier wrong filing something may be left as well.
      takenBack: { receipts: [...(takenBack?.receipts ?? []), ...receipts], left: takenBack?.left ?? [] },
      patient: undefined,
      match: undefined,
      matchedAs: undefined,
      candidates: patient && [{ patient, why: 'It was filed for this patient, and a person took it back.' }],
      problem: problemOf(new ChairsideError('SCAN_TAKEN_BACK'), now),
    };
  }

  /** Files a scan of the review inbox for a patient that a person chose. */
  assign(orderId: OrderId, patient: Patient): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(
      orderId,
      'scan assigned',
      {
        from: ['review'],
        patch: ({ order, takenBack }) => ({
          ...this.#again(),
          patient,
          match: 'person',
          matchedAs: order.patient,
          candidates: undefined,
          takenBack: takenBack !== undefined && takenBack.receipts.length > 0 ? takenBack : undefined,
        }),
      },
      `to patient ${patient.ref}`,
    );
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

  async #act(orderId: OrderId, action: string, wish: Wish, detail?: string): Promise<DeskAnswer<ScanRecord>> {
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
        audit: [{ at: this.#clock.now(), actor: this.#actor, action, subject: orderId, detail }],
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
