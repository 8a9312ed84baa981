import type { RxRecord, RxSubmission } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger, WorkUnit } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ScanService } from '../ports/scan-service.js';
import type { SentBook } from '../ports/sent-book.js';
import type { PrepareRx } from './2-prepare-rx.js';
import { GuardPatient } from './3c-guard-patient.js';
import { RecallRx } from './3d-recall-rx.js';
import { afterAnswer } from './after-answer.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { afterLostAnswer } from './lost-answer.js';
import { endsRound, problemOf, type Retry } from './retry.js';
import { RxWriter, type RxPatch } from './rx-writer.js';

/** As after so many tries a lost answer is waited for before the RX is sent again: a gateway may be out for minutes. */
const RESEND_AFTER = 4;

interface Outcome {
  readonly patch: RxPatch;
  readonly along?: WorkUnit;
}

/** A wanted RX -> the scanner. */
export class SubmitRx {
  readonly #service: ScanService;
  readonly #prepare: PrepareRx;
  readonly #guard: GuardPatient;
  readonly #recall: RecallRx;
  readonly #book: SentBook;
  readonly #ledger: ClinicLedger;
  readonly #policy: ClinicPolicy;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #writer: RxWriter;
  readonly #underWay = new Set<string>();

  constructor(
    service: ScanService,
    prepare: PrepareRx,
    ledger: ClinicLedger,
    book: SentBook,
    policy: ClinicPolicy,
    retry: Retry,
    clock: Clock,
    logger: Logger,
  ) {
    this.#service = service;
    this.#prepare = prepare;
    this.#guard = new GuardPatient(service, ledger, policy, clock);
    this.#recall = new RecallRx(ledger, book, policy, clock, logger);
    this.#book = book;
    this.#ledger = ledger;
    this.#policy = policy;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#writer = new RxWriter(ledger, clock);
  }

  /** Puts in doubt what is `submitting` while nobody is at it: the ledger failed just when the answer was to be stored. */
  async resolveLeftBehind(): Promise<void> {
    for (const record of await this.#ledger.rx.list({ states: ['submitting'] })) {
      if (this.#underWay.has(nameOf(record))) continue;
      await this.#settle(record, (current) => ({
        patch: afterLostAnswer(current, this.#policy.rx.onUncertainSubmit, this.#clock.now()),
      }));
      this.#logger.warn('The answer to an RX was lost', { rxKey: record.key });
    }
  }

  /** Throws only what ends the round: the clinic is not paired, or the ledger fails. */
  async run(record: RxRecord, signal: AbortSignal): Promise<void> {
    let sent;
    try {
      sent = await this.#prepare.prepare(record, signal);
    } catch (thrown) {
      await this.#notPrepared(record, ChairsideError.from(thrown, 'ADAPTER_FAILED', signal));
      return;
    }
    if (await this.#recall.run(record, sent)) return;
    if (!(await this.#mayBeSent(record, sent, signal))) return;
    const name = nameOf(record);
    this.#underWay.add(name);
    try {
      await this.#send(record, sent, signal);
    } finally {
      this.#underWay.delete(name);
    }
  }

  /** Nothing was sent yet, so whatever goes wrong here is tried again. */
  async #mayBeSent(record: RxRecord, { patient }: RxSubmission, signal: AbortSignal): Promise<boolean> {
    try {
      await this.#guard.check(patient, signal);
      return true;
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'UNEXPECTED', signal);
      await this.#notPrepared(record, error);
      if (endsRound(error)) throw error;
      return false;
    }
  }

  async #send(record: RxRecord, sent: RxSubmission, signal: AbortSignal): Promise<void> {
    // The intent first: the call itself cannot be looked up afterwards.
    const intent = {
      state: 'submitting',
      sent,
      sentAt: this.#clock.now(),
      sentDigest: record.digest,
      dueAt: undefined,
      problem: undefined,
    } as const;
    const submitting = await this.#writer.write(record, intent);
    if (submitting === undefined) return;
    let rxId;
    const note = { at: intent.sentAt, digest: record.digest };
    try {
      await this.#book.note(record.key, note);
      rxId = await this.#service.submit(sent, signal);
    } catch (thrown) {
      const error = ChairsideError.from(thrown, 'RX_IN_DOUBT');
      await this.#notSubmitted(submitting, error);
      if (error.code === 'RX_CHART_NUMBER_SHARED') await this.#guard.shared(sent.patient, signal);
      return;
    }
    await this.#settle(submitting, async (current) => {
      const { patch, along } = afterAnswer(submitting, current, rxId, this.#clock.now());
      return { patch, along: { ...along, patients: [await this.#guard.submitted(sent.patient)] } };
    });
    await this.#book.note(record.key, { ...note, rxId });
    this.#logger.info('RX is on the scanner', { rxKey: record.key, rxId, state: 'submitted' });
  }

  async #notPrepared(record: RxRecord, error: ChairsideError): Promise<void> {
    const now = this.#clock.now();
    if (error.code === 'RX_CODE_EXCLUDED') {
      await this.#writer.write(record, { state: 'dismissed', dueAt: undefined, problem: problemOf(error, now) });
      return;
    }
    const { giveUp, ...patch } = this.#retry.after(record, error, now);
    if (giveUp && error.class === 'permanent') await this.#writer.write(record, { ...patch, state: 'failed' });
    // Mappings change with the configuration, at a start; a patient is completed in the DPMS at any time.
    else if (error.code === 'RX_PATIENT_UNKNOWN')
      await this.#writer.write(record, { ...patch, dueAt: now + this.#policy.retry.maxDelay });
    else await this.#writer.write(record, patch);
    if (error.class !== 'transient')
      this.#logger.warn('RX waits for a person', { rxKey: record.key, code: error.code });
  }

  async #notSubmitted(submitting: RxRecord, error: ChairsideError): Promise<void> {
    const now = this.#clock.now();
    const { giveUp, ...retry } = this.#retry.after(submitting, error, now);
    await this.#settle(submitting, (current) => {
      if (error.class === 'in-doubt') {
        const wait = this.#retry.delay(RESEND_AFTER + (current.resends ?? 0));
        return { patch: afterLostAnswer(current, this.#policy.rx.onUncertainSubmit, now, wait) };
      }
      if (current.cancelled) return { patch: { state: 'withdrawn', dueAt: undefined, problem: undefined } };
      if (current.digest !== submitting.digest)
        return { patch: { state: 'wanted', dueAt: now, attempts: 0, backoff: 0, problem: undefined } };
      return { patch: { ...retry, state: giveUp ? 'failed' : 'wanted' } };
    });
    // An earlier try whose answer was lost may have arrived.
    if (error.class !== 'in-doubt' && !submitting.resends) await this.#book.forget(submitting.key);
    const { class: its, code } = error;
    const said = its === 'in-doubt' ? 'The answer to an RX was lost' : giveUp ? 'RX failed' : 'RX could not be sent';
    this.#logger.warn(said, { rxKey: submitting.key, code });
    if (endsRound(error)) throw error;
  }

  /** Writes the outcome of a call that was made, whatever was changed beside it. */
  async #settle(submitting: RxRecord, outcome: (current: RxRecord) => Outcome | Promise<Outcome>): Promise<void> {
    for (let current: RxRecord | undefined = submitting; current?.state === 'submitting';) {
      const { patch, along } = await outcome(current);
      if ((await this.#writer.write(current, patch, along)) !== undefined) return;
      const generations = await this.#ledger.rx.generations(submitting.key);
      current = generations.find(({ generation }) => generation === submitting.generation);
    }
  }
}

function nameOf({ key, generation }: RxRecord): string {
  return `${generation} ${key}`;
}
