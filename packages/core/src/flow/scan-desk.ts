import type { OrderId } from '../domain/ids.js';
import type { Patient } from '../domain/patient.js';
import { isLegalScanTransition, type ScanState } from '../domain/scan-state.js';
import type { ScanRecord } from '../domain/scan.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { DeskAnswer } from './rx-desk.js';
import { ScanWriter, type ScanPatch } from './scan-writer.js';

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

  /** Works on a failed or waiting scan at once, with all attempts anew. */
  retry(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan retried', ['failed', 'not-ready', 'listed', 'dismissed', 'review'], () =>
      this.#again(),
    );
  }

  /** Fetches a filed scan again and files what the chart no longer holds; new content is a new revision. */
  redeliver(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan redelivered', ['filed'], () => this.#again());
  }

  /** Files a scan of the review inbox for a patient that a person chose. */
  assign(orderId: OrderId, patient: Patient): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(
      orderId,
      'scan assigned',
      ['review'],
      ({ order }) => ({
        ...this.#again(),
        patient,
        match: 'person',
        matchedAs: order.patient,
        candidates: undefined,
      }),
      `to patient ${patient.ref}`,
    );
  }

  /** Leaves a scan of the review inbox, or a failed one, unfiled. */
  dismiss(orderId: OrderId): Promise<DeskAnswer<ScanRecord>> {
    return this.#act(orderId, 'scan dismissed', ['review', 'failed', 'listed', 'not-ready'], () => ({
      state: 'dismissed',
      dueAt: undefined,
    }));
  }

  #again(): ScanPatch {
    return {
      state: 'listed',
      dueAt: this.#clock.now(),
      attempts: 0,
      backoff: 0,
      notReady: 0,
      interrupted: 0,
      problem: undefined,
    };
  }

  async #act(
    orderId: OrderId,
    action: string,
    from: readonly ScanState[],
    patch: (record: ScanRecord) => ScanPatch,
    detail?: string,
  ): Promise<DeskAnswer<ScanRecord>> {
    for (;;) {
      const record = await this.#ledger.scans.get(orderId);
      if (record === undefined) return { kind: 'unknown' };
      const change = patch(record);
      if (!from.includes(record.state) || !isLegalScanTransition(record.state, change.state ?? record.state)) {
        return { kind: 'refused', why: `The scan is ${record.state}; this is for one that is ${from.join(', ')}.` };
      }
      const item = await this.#writer.write(record, change, {
        audit: [{ at: this.#clock.now(), actor: this.#actor, action, subject: orderId, detail }],
      });
      if (item !== undefined) return { kind: 'done', item };
    }
  }
}
