import type { PatientText } from '../errors/plain-text.js';
import type { ClinicId, OrderId, PatientRef, RxId, RxKey } from './ids.js';
import type { Patient } from './patient.js';
import type { Problem } from './problem.js';
import type { RxState } from './rx-state.js';
import type { WorkProgress } from './work-progress.js';

/** A scan that the practice wants, in the DPMS's own terms. */
export interface WantedRx {
  /** Stable: the same wish has the same key at every reading, and no other wish ever has it. */
  readonly key: RxKey;
  readonly patient: PatientRef;
  /** The patient as the request itself states them; a source without it is asked through PatientSource. */
  readonly patientDetails?: Patient | undefined;
  /** The DPMS's name or number of the provider, looked up in `rx.doctors`. */
  readonly doctor?: PatientText | undefined;
  /**
   * Other keys of the same provider, looked up in this order where `doctor` is not mapped; none that could be somebody
   * else's. The last one never changes: by it the provider stays the same, whatever the practice calls them.
   */
  readonly doctorKeys?: readonly string[] | undefined;
  /** The scanner maker's own number of the doctor, where the request gives it. */
  readonly doctorId?: number | undefined;
  /** The scanner maker's own number of the lab, where the request gives it. */
  readonly labId?: number | undefined;
  /** The scanner maker's number of a procedure with its destination (in the maker's document: Procedure selection). */
  readonly procedureMapId?: number | undefined;
  /** The DPMS's procedure code, such as `D2740`, looked up in `rx.procedures`. */
  readonly procedureCode?: PatientText | undefined;
  /** Numbers like `procedureMapId` among which only the practice can choose one for the code. */
  readonly procedureChoices?: readonly number[] | undefined;
  /** Shown at the scanner. */
  readonly notes?: PatientText | undefined;
  /** The doctor's license number; sent only where `rx.sendLicenseNumber` says so, since it replaces the one that the scanner's cloud has. */
  readonly licenseNumber?: PatientText | undefined;
  /** True where a person is to approve it before it is sent. */
  readonly proposal?: boolean | undefined;
}

/** What a person chose for an RX; goes before mappings and defaults. */
export interface RxChoice {
  readonly doctorId?: number | undefined;
  readonly labId?: number | undefined;
  readonly procedureMapId?: number | undefined;
}

/** What is sent to the scanner. */
export interface RxSubmission {
  readonly patient: Patient;
  readonly doctorId: number;
  readonly labId?: number | undefined;
  readonly procedureMapId?: number | undefined;
  readonly notes?: PatientText | undefined;
  readonly licenseNumber?: PatientText | undefined;
}

/** One RX in the ledger. A request that changed after it was sent is a new generation of the same key. */
export interface RxRecord extends WorkProgress {
  readonly clinic: ClinicId;
  readonly key: RxKey;
  /** 1, 2 …; only the newest goes forward, older ones are being withdrawn or are done. */
  readonly generation: number;
  readonly state: RxState;
  readonly wanted: WantedRx;
  /** SHA-256 over the wanted RX, to tell a repeated request from a changed one. */
  readonly digest: string;
  readonly choice?: RxChoice | undefined;
  /** What was, or is being, sent: the chart number and name a returning scan must carry. */
  readonly sent?: RxSubmission | undefined;
  readonly sentAt?: number | undefined;
  /** The `digest` that was sent; another one than `digest` when the request was changed while its answer was out. */
  readonly sentDigest?: string | undefined;
  readonly rxId?: RxId | undefined;
  readonly orderId?: OrderId | undefined;
  /** True when the practice no longer wants it and a person must check the scanner. */
  readonly cancelled: boolean;
  /** True when a person withdrew it: a snapshot that still lists it does not bring it back. */
  readonly heldBack?: boolean | undefined;
  /** Since when its visit is known to be over, milliseconds since 1970; undefined where the source does not say so. */
  readonly overSince?: number | undefined;
  /** How often it was sent again because the answer was lost: so many more of it may be on the scanner. */
  readonly resends?: number | undefined;
  readonly problem?: Problem | undefined;
}
