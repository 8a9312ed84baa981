import type { RxKey } from '../domain/ids.js';
import type { ScanOrder } from '../domain/order.js';
import { sameChartNumber, sameName, type Patient } from '../domain/patient.js';
import type { RxRecord } from '../domain/rx.js';
import { isLegalRxTransition } from '../domain/rx-state.js';
import { comparePatient, type ReviewReason } from '../domain/review-reason.js';
import type { MatchCandidate, MatchReason } from '../domain/scan.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { ClinicLedger } from '../ports/ledger.js';
import type { PatientCandidate, PatientSource } from '../ports/patient-source.js';
import { MatchCandidates } from './match-candidates.js';
import { problemOf } from './retry.js';
import { RxWriter } from './rx-writer.js';

/** Clocks differ: a scan may seem to be a little older than the RX it answers. */
const CLOCK_SKEW = 10 * 60 * 1000;

export type ScanMatch =
  | {
      readonly kind: 'matched';
      readonly patient: Patient;
      readonly reason: MatchReason;
      readonly rxKey?: RxKey | undefined;
    }
  /** No rule may say whose scan it is. */
  | {
      readonly kind: 'unmatched';
      readonly doubts: readonly ReviewReason[];
      readonly candidates: readonly MatchCandidate[];
      readonly rxKey?: RxKey | undefined;
    };

/**
 * Order -> patient, by two rules and no third: the RX is ours and carries back the chart number that we sent, and the name
 * that we sent or have told the cloud since; or chart number and name both agree with exactly one patient of the practice.
 */
export class MatchScan {
  readonly #patients: PatientSource | undefined;
  readonly #ledger: ClinicLedger;
  readonly #clock: Clock;
  readonly #writer: RxWriter;

  constructor(patients: PatientSource | undefined, ledger: ClinicLedger, clock: Clock) {
    this.#patients = patients;
    this.#ledger = ledger;
    this.#clock = clock;
    this.#writer = new RxWriter(ledger, clock);
  }

  async match(order: ScanOrder, signal: AbortSignal): Promise<ScanMatch> {
    const rx = (await this.#ownRx(order)) ?? (await this.#rxInDoubt(order));
    const candidates = new MatchCandidates();
    if (rx?.sent !== undefined) {
      await this.#markScanned(rx, order);
      const sent = rx.sent.patient;
      // By what was sent, not by what is wanted now: the request may name somebody else meanwhile.
      const patient = (await this.#patients?.byRef(sent.ref, signal)) ?? sent;
      if (agrees(order, sent) || (await this.#toldSince(order, sent)))
        return { kind: 'matched', patient, reason: 'own-rx', rxKey: rx.key };
      candidates.add(patient, 'rx-sent-for', ...comparePatient(order.patient, patient));
    }
    const add = (near: PatientCandidate, ...reasons: readonly ReviewReason[]): void =>
      candidates.add(near, ...reasons, ...compareBirthDates(rx, near));
    const found = await this.#search(order, signal, add);
    const rxKey = rx?.key;
    if (found !== undefined) return { kind: 'matched', patient: found, reason: 'chart-and-name', rxKey };
    return { kind: 'unmatched', doubts: this.#doubts(order, rx, candidates.list), candidates: candidates.list, rxKey };
  }

  /** Whether the scan carries the name that the patient was given at the cloud since the RX was sent. */
  async #toldSince(order: ScanOrder, sent: Patient): Promise<boolean> {
    const told = (await this.#ledger.patients.get(sent.ref))?.told;
    return told !== undefined && sameChartNumber(told.chartNumber, sent.chartNumber) && agrees(order, told);
  }

  async #ownRx(order: ScanOrder): Promise<RxRecord | undefined> {
    return order.rxId === undefined ? undefined : this.#ledger.rx.byRxId(order.rxId);
  }

  /** The one RX in doubt that this order answers: its chart number, name and doctor all agree. */
  async #rxInDoubt(order: ScanOrder): Promise<RxRecord | undefined> {
    if (order.rxId === undefined) return undefined;
    const inDoubt = await this.#ledger.rx.list({ states: ['in-doubt'] });
    const fitting = inDoubt.filter(
      ({ sent, sentAt }) =>
        sent !== undefined &&
        agrees(order, sent.patient) &&
        order.doctorId === sent.doctorId &&
        Date.parse(order.scannedAt) >= (sentAt ?? 0) - CLOCK_SKEW,
    );
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  async #markScanned(rx: RxRecord, order: ScanOrder): Promise<void> {
    for (let current: RxRecord | undefined = rx; current !== undefined && current.state !== 'scanned';) {
      if (!isLegalRxTransition(current.state, 'scanned')) return;
      const changed = current.sentDigest !== undefined && current.sentDigest !== current.digest;
      const problem = changed ? problemOf(new ChairsideError('RX_ALREADY_SCANNED'), this.#clock.now()) : undefined;
      const patch = { state: 'scanned', orderId: order.orderId, rxId: order.rxId, dueAt: undefined, problem } as const;
      if ((await this.#writer.writeAndRefuse(current, patch)) !== undefined) return;
      const generations = await this.#ledger.rx.generations(rx.key);
      current = generations.find(({ generation }) => generation === rx.generation);
    }
  }

  #doubts(order: ScanOrder, rx: RxRecord | undefined, { length }: readonly MatchCandidate[]): readonly ReviewReason[] {
    const origin = order.rxId === undefined ? 'scanner-started' : rx === undefined ? 'rx-unknown' : 'rx-own';
    if (this.#patients === undefined) return [origin, 'no-patients'];
    return length === 0 ? [origin, 'nobody-near'] : [origin];
  }

  async #search(
    order: ScanOrder,
    signal: AbortSignal,
    add: (candidate: PatientCandidate, ...reasons: readonly ReviewReason[]) => void,
  ): Promise<Patient | undefined> {
    if (this.#patients === undefined) return undefined;
    const answer = await this.#patients.search(order.patient, signal);
    switch (answer.kind) {
      case 'found':
        // Believed only where it is so: an adapter's mistake must not file a scan.
        if (agrees(order, answer.patient)) return answer.patient;
        add(answer.patient, 'named-by-adapter', ...comparePatient(order.patient, answer.patient));
        return undefined;
      case 'none':
        for (const near of answer.near) add(near, ...comparePatient(order.patient, near));
        return undefined;
      case 'ambiguous':
        for (const each of answer.patients) add(each, 'several-agree');
        return undefined;
    }
  }
}

function agrees(order: ScanOrder, patient: Patient): boolean {
  return sameChartNumber(order.patient.chartNumber, patient.chartNumber) && sameName(order.patient, patient);
}

/** A scan carries no birth date, but the RX that it answers may name one. */
function compareBirthDates(rx: RxRecord | undefined, { dateOfBirth }: Patient): readonly ReviewReason[] {
  const sent = rx?.sent?.patient.dateOfBirth;
  if (sent === undefined || dateOfBirth === undefined) return [];
  return [sent === dateOfBirth ? 'birth-date-equal' : 'birth-date-differs'];
}
