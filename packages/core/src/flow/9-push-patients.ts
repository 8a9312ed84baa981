import type { Patient } from '../domain/patient.js';
import type { PatientRecord } from '../domain/patient-record.js';
import { ChairsideError } from '../errors/chairside-error.js';
import type { Clock } from '../ports/clock.js';
import type { AuditEntry, ClinicLedger } from '../ports/ledger.js';
import type { Logger } from '../ports/logger.js';
import type { ChangedPatients, PatientSource } from '../ports/patient-source.js';
import type { ScanService } from '../ports/scan-service.js';
import { UpdatePatient } from './9a-update-patient.js';
import type { ClinicPolicy } from './clinic-policy.js';
import { afterReading, IN_STEP, type PatientPatch } from './decide-patient.js';
import { endsRound, type Retry } from './retry.js';
import { UnderWay } from './under-way.js';

const CURSOR = 'patient-changes';
const BATCH = 50;

/** PatientSource -> ledger -> cloud: what the DPMS changes of a patient of whom the cloud knows through us is changed there. */
export class PushPatients {
  readonly #update: UpdatePatient;
  readonly #patients: PatientSource | undefined;
  readonly #ledger: ClinicLedger;
  readonly #retry: Retry;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #underWay: UnderWay;

  constructor(
    service: ScanService,
    patients: PatientSource | undefined,
    ledger: ClinicLedger,
    policy: ClinicPolicy,
    retry: Retry,
    clock: Clock,
    logger: Logger,
  ) {
    this.#update = new UpdatePatient(service, policy, clock);
    this.#patients = patients;
    this.#ledger = ledger;
    this.#retry = retry;
    this.#clock = clock;
    this.#logger = logger;
    this.#underWay = new UnderWay(ledger, 'patients');
  }

  /** Reads what changed in the DPMS, page by page; nothing where the source cannot tell. `stopping` ends it between two. */
  async read(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    for (let more = true; more && !stopping.aborted;) {
      const from = await this.#ledger.cursor(CURSOR);
      const page = await this.#patients?.changed?.(from, signal);
      if (page === undefined) return;
      await this.#take(page, from);
      more = page.more === true && page.cursor !== from;
    }
  }

  /** Patients of a page and the cursor behind it in one commit, decided anew when somebody else was faster. */
  async #take({ patients, cursor }: ChangedPatients, from: string | undefined): Promise<void> {
    const said = new Map(patients.map((patient) => [patient.ref, patient]));
    for (let stored = false; !stored;) {
      const known = await this.#ledger.patients.byRefs([...said.keys()]);
      const changed = [...known.values()].flatMap((record) => this.#changed(record, said.get(record.ref)) ?? []);
      if (changed.length === 0 && cursor === from) return;
      stored = await this.#ledger.commit({ patients: changed, cursors: { [CURSOR]: cursor } });
    }
  }

  #changed(record: PatientRecord, said: Patient | undefined): PatientRecord | undefined {
    const now = this.#clock.now();
    const patch = said && afterReading(record, said, now);
    return patch && { ...record, ...patch, updatedAt: now };
  }

  /**
   * Pushes everything due. `stopping` ends the taking of new ones, `signal` cuts off the one under way. Stops early, with
   * the error, when the clinic is not paired.
   */
  async run(signal: AbortSignal, stopping: AbortSignal = signal): Promise<void> {
    while (!stopping.aborted) {
      const due = await this.#ledger.patients.due(this.#clock.now(), BATCH);
      if (due.length === 0) return;
      for (const record of due) {
        if (stopping.aborted) return;
        await this.#underWay.run({ name: [record.ref], dueAt: record.dueAt }, () => this.#work(record, signal));
      }
    }
  }

  async #work(record: PatientRecord, signal: AbortSignal): Promise<void> {
    const { state, wanted } = record;
    if (state === 'in-step') {
      await this.#compare(record, signal);
      return;
    }
    if (state !== 'changed' || wanted === undefined) {
      await this.#settle(record, { dueAt: undefined }, []);
      return;
    }
    const fields: string[] = [];
    let current = record;
    try {
      const sending = async (some: readonly string[]): Promise<void> => {
        current = await this.#sending(current, some);
      };
      const changed = (some: readonly string[]): void => void fields.push(...some);
      const patch = await this.#update.run({ record, wanted, sending, changed, signal });
      // Nothing was left to send: the cloud took what was sent before the answer was lost.
      if (fields.length === 0 && patch.told !== undefined) fields.push(...(record.sending ?? []));
      await this.#settle(current, { ...patch, sending: undefined }, fields);
      if (patch.state === 'review')
        this.#logger.warn('A patient at the cloud waits for a person', { code: patch.problem?.code });
    } catch (thrown) {
      await this.#failed(current, fields, ChairsideError.from(thrown, 'UNEXPECTED', signal));
    }
  }

  /** The intent first, so that a change is audited also where its answer is lost. Answers the record as it is now. */
  async #sending(record: PatientRecord, fields: readonly string[]): Promise<PatientRecord> {
    const next: PatientRecord = { ...record, sending: fields, updatedAt: this.#clock.now() };
    // Where somebody was faster, the outcome tells all the same.
    return (await this.#ledger.commit({ patients: [next] })) ? { ...next, version: next.version + 1 } : record;
  }

  /** An RX told the cloud of this patient: whether the DPMS says something else by now. */
  async #compare(record: PatientRecord, signal: AbortSignal): Promise<void> {
    try {
      const tells = this.#patients?.changed !== undefined;
      const said = tells ? await this.#patients.byRef(record.ref, signal) : undefined;
      // A merged patient is answered as the one who remains.
      const patch = said?.ref === record.ref ? afterReading(record, said, this.#clock.now()) : undefined;
      await this.#settle(record, patch ?? IN_STEP, []);
    } catch (thrown) {
      await this.#failed(record, [], ChairsideError.from(thrown, 'ADAPTER_FAILED', signal));
    }
  }

  async #failed(record: PatientRecord, fields: readonly string[], error: ChairsideError): Promise<void> {
    const { giveUp, ...patch } = this.#retry.after(record, error, this.#clock.now());
    await this.#settle(record, giveUp ? { ...patch, state: 'failed' } : patch, fields);
    if (endsRound(error)) throw error;
    this.#logger.warn(giveUp ? 'A change of a patient failed' : 'A change of a patient waits', { code: error.code });
  }

  /** Writes the outcome. Where the record was changed meanwhile only what the cloud was told: the rest is looked at again. */
  async #settle(record: PatientRecord, patch: PatientPatch, fields: readonly string[]): Promise<void> {
    const updatedAt = this.#clock.now();
    const audit = fields.length === 0 ? [] : [auditOf(record, fields, updatedAt)];
    let current: PatientRecord | undefined = record;
    while (current !== undefined) {
      const told: PatientPatch = current.version === record.version ? patch : { told: patch.told ?? current.told };
      if (await this.#ledger.commit({ patients: [{ ...current, ...told, updatedAt }], audit })) return;
      current = await this.#ledger.patients.get(record.ref);
    }
  }
}

/** Names the fields, never what stands in them. */
function auditOf({ ref }: PatientRecord, fields: readonly string[], at: number): AuditEntry {
  return { at, actor: 'chairside', action: 'patient updated', subject: ref, detail: fields.join(', ') };
}
