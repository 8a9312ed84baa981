import {
  ChairsideError,
  OrderId,
  RxId,
  sameChartNumber,
  type AssetKind,
  type Clock,
  type Patient,
  type ScanOrder,
  type ScannedPatient,
} from '@chairside/core';
import type {
  ByteRange,
  ByteStream,
  CaptureListing,
  CloudPatient,
  OrderFilter,
  PatientChange,
  PatientChangeById,
  PatientFilter,
  PatientUpdateAnswer,
  Practice,
  RxSubmission,
  ScanService,
} from '@chairside/core/house';
import { byteStream } from './byte-stream.js';
import { packFiles, type FakeAsset } from './fake-asset.js';
import { Script } from './script.js';

/** The calls that a script may spoil; `orders` and `searchPatients` are played once for each page. */
export type ServiceCall = keyof ScanService;

/** An RX as the scanner has it. */
export interface FakeRx {
  readonly rxId: RxId;
  readonly submission: RxSubmission;
  readonly state: 'open' | 'scanned' | 'withdrawn';
}

export const SAMPLE_PRACTICE: Practice = {
  companyId: 1001,
  companyName: 'Sample Dental',
  doctors: [{ id: 77, name: 'Sample Doctor' }],
  labs: [{ id: 9, name: 'Sample Lab', types: [], caseTypes: [] }],
  unitTypes: [],
};

function guid(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
}

const DEFAULT_CAPTURE_REACH = 14 * 24 * 60 * 60 * 1000;

/** The scanner and its cloud, in memory, with hands for what people do at the scanner. */
export class FakeScanService implements ScanService {
  readonly script = new Script<ServiceCall>();
  /** Every RX that ever arrived, oldest first. */
  readonly rxs = new Map<RxId, FakeRx>();
  /** Each call that was made, as `name subject`. */
  readonly calls: string[] = [];
  /** How many orders a page holds. */
  pageSize = 2;
  newestFirst = false;
  /** What `practice` answers. */
  currentPractice: Practice = SAMPLE_PRACTICE;
  /** Whom the cloud knows. */
  readonly patients: CloudPatient[] = [];
  /** Whether an RX adds its patient, or renames the one who holds the chart number, as with Patient Management enabled. */
  rxUpdatesPatients = false;
  /** Whether a birth date that is stored stays, whatever an update says. */
  keepsBirthDates = false;
  readonly #clock: Clock;
  readonly #orders = new Map<OrderId, ScanOrder>();
  readonly #assets = new Map<string, FakeAsset>();
  readonly #captures = new Map<string, { readonly listing: CaptureListing; readonly picture: string }>();
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The RX that wait on the scanner. */
  get open(): readonly FakeRx[] {
    return [...this.rxs.values()].filter(({ state }) => state === 'open');
  }

  /** The patient of an RX is scanned: it becomes an order. */
  scan(rxId: RxId, fields: Partial<ScanOrder> = {}): ScanOrder {
    const rx = this.rxs.get(rxId);
    if (rx === undefined) throw new Error('No such RX is on the scanner.');
    this.rxs.set(rxId, { ...rx, state: 'scanned' });
    const { patient, doctorId, labId, notes } = rx.submission;
    return this.addOrder({ rxId, patient, doctorId, labId, notes, ...fields });
  }

  /** An order appears: from an RX, or started on the scanner. Its export and gallery are ready. */
  addOrder(fields: Partial<ScanOrder> = {}): ScanOrder {
    this.#count += 1;
    const order: ScanOrder = {
      orderId: OrderId(900_000_000 + this.#count),
      scannedAt: new Date(this.#clock.now()).toISOString(),
      patient: { chartNumber: '', firstName: '', lastName: '' },
      status: 'Completed',
      preps: [],
      assets: {},
      ...fields,
    };
    this.#orders.set(order.orderId, order);
    const name = order.orderId;
    this.setAsset(name, 'export', {
      [`${name}_u.stl`]: `upper ${name}`,
      [`${name}_l.stl`]: `lower ${name}`,
      [`Rx_${name}.html`]: 'x',
    });
    this.setAsset(name, 'gallery', { [`gallery_${name}.jpg`]: `picture ${name}` });
    return order;
  }

  /** The cloud shows an order differently. */
  changeOrder(orderId: OrderId, fields: Partial<ScanOrder>): void {
    const order = this.#orders.get(orderId);
    if (order !== undefined) this.#orders.set(orderId, { ...order, ...fields });
  }

  /** The cloud knows a patient: from another RX, or added on the scanner. */
  addPatient(fields: Omit<CloudPatient, 'id'>): CloudPatient {
    const patient = { id: guid(0xa000 + this.patients.length), ...fields };
    this.patients.push(patient);
    return patient;
  }

  setAsset(orderId: OrderId, kind: AssetKind, asset: FakeAsset): void {
    this.#assets.set(`${orderId}/${kind}`, asset);
  }

  addCapture(orderId: OrderId, captureId: string, picture = `capture ${captureId}`): void {
    const listing = {
      orderId,
      captureId,
      url: `https://fake.example/${captureId}`,
      createdAt: new Date(this.#clock.now()).toISOString(),
    };
    this.#captures.set(captureId, { listing, picture });
  }

  practice(signal: AbortSignal): Promise<Practice> {
    return this.#play('practice', '', signal, () => this.currentPractice);
  }

  submit(submission: RxSubmission, signal: AbortSignal): Promise<RxId> {
    return this.#play('submit', submission.patient.chartNumber, signal, () => {
      if (this.rxUpdatesPatients) this.#takePatient(submission.patient);
      const rxId = RxId(guid(this.rxs.size + 1));
      this.rxs.set(rxId, { rxId, submission, state: 'open' });
      return rxId;
    });
  }

  withdraw(rxId: RxId, signal: AbortSignal): Promise<void> {
    return this.#play('withdraw', rxId, signal, () => {
      const rx = this.rxs.get(rxId);
      if (rx?.state !== 'open') throw new ChairsideError('RX_UNKNOWN_TO_CLOUD');
      this.rxs.set(rxId, { ...rx, state: 'withdrawn' });
    });
  }

  async *orders({ from, to, chartNumber }: OrderFilter, signal: AbortSignal): AsyncIterable<readonly ScanOrder[]> {
    const within = [...this.#orders.values()].filter(
      ({ scannedAt, patient }) =>
        !(from !== undefined && Date.parse(scannedAt) < from.getTime()) &&
        !(to !== undefined && Date.parse(scannedAt) > to.getTime()) &&
        (chartNumber === undefined || patient.chartNumber === chartNumber),
    );
    const listed = this.newestFirst ? within.reverse() : within;
    for (let start = 0; start === 0 || start < listed.length; start += this.pageSize) {
      yield await this.#play('orders', `${from?.toISOString() ?? ''} ${to?.toISOString() ?? ''}`, signal, () =>
        listed.slice(start, start + this.pageSize),
      );
    }
  }

  orderByRx(rxId: RxId, signal: AbortSignal): Promise<ScanOrder | undefined> {
    return this.#play('orderByRx', rxId, signal, () => [...this.#orders.values()].find((order) => order.rxId === rxId));
  }

  openAsset(
    { orderId }: ScanOrder,
    kind: AssetKind,
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream | 'none'> {
    return this.#play('openAsset', `${orderId}/${kind}`, signal, () => {
      const asset = this.#assets.get(`${orderId}/${kind}`) ?? 'none';
      if (asset === 'not-ready') throw new ChairsideError('SCAN_NOT_READY');
      return asset === 'none' ? 'none' : byteStream(packFiles(asset), range);
    });
  }

  captures(since: Date | undefined, signal: AbortSignal): Promise<readonly CaptureListing[]> {
    const from = since?.getTime() ?? this.#clock.now() - DEFAULT_CAPTURE_REACH;
    return this.#play('captures', '', signal, () => {
      const listings = [...this.#captures.values()].map(({ listing }) => listing);
      return listings.filter(({ createdAt }) => Date.parse(createdAt) >= from);
    });
  }

  openCapture(
    { url }: { readonly url: string },
    range: ByteRange | undefined,
    signal: AbortSignal,
  ): Promise<ByteStream> {
    return this.#play('openCapture', url, signal, () => {
      const found = [...this.#captures.values()].find(({ listing }) => listing.url === url);
      if (found === undefined) throw new ChairsideError('CLOUD_REFUSED');
      return byteStream(Buffer.from(found.picture), range);
    });
  }

  similarPatients(patient: ScannedPatient, signal: AbortSignal): Promise<readonly CloudPatient[]> {
    const { firstName, lastName, chartNumber } = patient;
    return this.#play('similarPatients', chartNumber, signal, () =>
      this.patients.filter(
        (each) =>
          (each.firstName === firstName && each.lastName === lastName) ||
          each.chartNumber.trim() === chartNumber.trim(),
      ),
    );
  }

  async *searchPatients(filter: PatientFilter, signal: AbortSignal): AsyncIterable<readonly CloudPatient[]> {
    const { firstName, lastName, chartNumber } = filter;
    const found = this.patients.filter(
      (each) =>
        (firstName ?? each.firstName) === each.firstName &&
        (lastName ?? each.lastName) === each.lastName &&
        (chartNumber ?? each.chartNumber) === each.chartNumber,
    );
    for (let start = 0; start === 0 || start < found.length; start += this.pageSize) {
      yield await this.#play('searchPatients', '', signal, () => found.slice(start, start + this.pageSize));
    }
  }

  updatePatient(chartNumber: string, change: PatientChange, signal: AbortSignal): Promise<PatientUpdateAnswer> {
    return this.#play('updatePatient', chartNumber, signal, () => {
      const holders = this.#holders(chartNumber);
      if (holders.length > 1) return { kind: 'several', patients: holders };
      return this.#change(holders[0], change);
    });
  }

  updatePatientById(id: string, change: Partial<PatientChangeById>, signal: AbortSignal): Promise<PatientUpdateAnswer> {
    return this.#play('updatePatientById', id, signal, () =>
      this.#change(
        this.patients.find((each) => each.id === id),
        change,
      ),
    );
  }

  /** By chart number alone, so that a stranger is renamed (iTero DPMS API, Scan Request With Update). */
  #takePatient({ chartNumber, firstName, lastName, dateOfBirth, gender }: Patient): void {
    const holders = this.#holders(chartNumber);
    if (holders.length > 1) throw new ChairsideError('RX_CHART_NUMBER_SHARED');
    if (holders.length === 1) this.#change(holders[0], { firstName, lastName });
    else this.addPatient({ chartNumber, firstName, lastName, dateOfBirth, gender });
  }

  #holders(chartNumber: string): readonly CloudPatient[] {
    return this.patients.filter((each) => sameChartNumber(each.chartNumber, chartNumber));
  }

  #change(
    patient: CloudPatient | undefined,
    change: PatientChange & { readonly chartNumber?: string },
  ): PatientUpdateAnswer {
    if (patient === undefined) return { kind: 'unknown' };
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const kept = this.keepsBirthDates && patient.dateOfBirth !== undefined && { dateOfBirth: patient.dateOfBirth };
    const changed: CloudPatient = { ...patient, ...given, ...kept };
    this.patients[this.patients.indexOf(patient)] = changed;
    return { kind: 'updated', patient: changed };
  }

  #play<Answer>(call: ServiceCall, subject: string, signal: AbortSignal, work: () => Answer): Promise<Answer> {
    this.calls.push(`${call} ${subject}`);
    return this.script.play(call, signal, async () => work());
  }
}
