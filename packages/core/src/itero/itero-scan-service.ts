import type {
  CloudPatient,
  PatientChange,
  PatientChangeById,
  PatientFilter,
  PatientUpdateAnswer,
} from '../domain/cloud-patient.js';
import type { ClinicId, OrderId, RxId } from '../domain/ids.js';
import type { AssetKind, CaptureListing, OrderFilter, ScanOrder } from '../domain/order.js';
import type { ScannedPatient } from '../domain/patient.js';
import type { Practice } from '../domain/practice.js';
import type { RxSubmission } from '../domain/rx.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { ByteRange, ByteStream, ScanService } from '../ports/scan-service.js';
import { IteroAccount } from './account.js';
import { ENDPOINTS } from './endpoints.js';
import { FileCalls } from './file-calls.js';
import type { IteroDeps } from './itero-app.js';
import { toPractice } from './map.js';
import { OrderCalls } from './order-calls.js';
import { PatientCalls } from './patient-calls.js';
import { PatientEntries } from './patient-entries.js';
import { PatientSearch } from './patient-search.js';
import { readData } from './read-answer.js';
import { RxCalls } from './rx-calls.js';
import { PracticeAnswer } from './schema.js';

/** The iTero cloud for one clinic. One instance per clinic and process: it owns the account's limits. */
export class IteroScanService implements ScanService {
  readonly #account: IteroAccount;
  readonly #rx: RxCalls;
  readonly #orders: OrderCalls;
  readonly #files: FileCalls;
  readonly #patients: PatientCalls;
  readonly #search: PatientSearch;

  constructor(deps: IteroDeps, clinic: ClinicId) {
    this.#account = new IteroAccount(deps, clinic);
    this.#rx = new RxCalls(this.#account.api);
    this.#orders = new OrderCalls(this.#account.api, clinic, deps.clock, deps.logger);
    this.#files = new FileCalls(this.#account.api);
    const entries = new PatientEntries(clinic, deps.logger);
    this.#patients = new PatientCalls(this.#account.api, entries);
    this.#search = new PatientSearch(this.#account.api, entries);
  }

  /** Throws COMPANY_MISMATCH where the answer is another account's than the one that was paired. */
  async practice(signal: AbortSignal): Promise<Practice> {
    const data = await this.#account.api.data(ENDPOINTS.practice, {}, signal);
    const practice = toPractice(readData(PracticeAnswer, data, ENDPOINTS.practice.path));
    const { companyId } = await this.#account.book.paired();
    if (practice.companyId !== companyId) throw new ChairsideError('COMPANY_MISMATCH');
    return practice;
  }

  async submit(rx: RxSubmission, signal: AbortSignal): Promise<RxId> {
    const { companyId } = await this.#account.book.paired();
    return this.#rx.submit(companyId, rx, signal);
  }

  withdraw(rxId: RxId, signal: AbortSignal): Promise<void> {
    return this.#rx.withdraw(rxId, signal);
  }

  orders(filter: OrderFilter, signal: AbortSignal): AsyncIterable<readonly ScanOrder[]> {
    return this.#orders.orders(filter, signal);
  }

  orderByRx(rxId: RxId, signal: AbortSignal): Promise<ScanOrder | undefined> {
    return this.#orders.orderByRx(rxId, signal);
  }

  openAsset(
    order: ScanOrder,
    kind: AssetKind,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream | 'none'> {
    return this.#files.asset(order, kind, range, signal);
  }

  captures(since: Date | undefined, signal: AbortSignal): Promise<readonly CaptureListing[]> {
    return this.#orders.captures(since, signal);
  }

  openCapture(
    capture: { readonly orderId: OrderId; readonly url: string },
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    return this.#files.capture(capture.url, range, signal);
  }

  similarPatients(patient: ScannedPatient, signal: AbortSignal): Promise<readonly CloudPatient[]> {
    return this.#patients.similar(patient, signal);
  }

  searchPatients(filter: PatientFilter, signal: AbortSignal): AsyncIterable<readonly CloudPatient[]> {
    return this.#search.search(filter, signal);
  }

  updatePatient(chartNumber: string, change: PatientChange, signal: AbortSignal): Promise<PatientUpdateAnswer> {
    return this.#patients.update(chartNumber, change, signal);
  }

  updatePatientById(id: string, change: Partial<PatientChangeById>, signal: AbortSignal): Promise<PatientUpdateAnswer> {
    return this.#patients.updateById(id, change, signal);
  }
}
