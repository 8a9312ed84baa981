import type { PatientText } from '../errors/plain-text.js';
import type { ClinicId, OrderId, PatientRef, RxKey } from './ids.js';
import type { AssetKind, ScanOrder } from './order.js';
import type { Patient, ScannedPatient } from './patient.js';
import type { Problem } from './problem.js';
import type { ReviewReason } from './review-reason.js';
import type { ScanState } from './scan-state.js';
import type { WorkProgress } from './work-progress.js';

/** What a file is by its first bytes, not by its name; `other` is kept and noted. */
export type FileMedia = 'stl' | 'ply' | 'jpeg' | 'png' | 'pdf' | 'xml' | 'html' | 'other';

/** A verified file in staging. Whoever files it may link or copy it, and never changes or moves it. */
export interface StagedFile {
  /** The name the export gives it, with `/` between folders; not yet made safe for a file system. */
  readonly name: string;
  /** Absolute path in staging. */
  readonly path: string;
  readonly size: number;
  /** Lower-case hex. */
  readonly sha256: string;
  readonly media: FileMedia;
  readonly from: AssetKind;
}

/** A downloaded ZIP, byte for byte. */
export interface StagedArchive {
  readonly kind: AssetKind;
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

/** Everything fetched for one order, checked and on disk. */
export interface StagedScan {
  readonly archives: readonly StagedArchive[];
  readonly files: readonly StagedFile[];
  /** Over names, sizes and CRCs of all entries of the export but XML, HTML and PDF, which carry the export's time. */
  readonly digest: string;
}

/** A file in the chart. */
export interface PlacedFile {
  /** Relative to what the sink calls its root, with `/`; folders of a chart may bear the patient's name. */
  readonly path: PatientText;
  readonly size: number;
  readonly sha256: string;
}

/**
 * The sink's promise that a delivery stands in the chart; kept by the ledger, and given back to the sink for as long as the
 * scan is known. Whatever else a sink puts into it, as plain JSON, comes back as it was; no patient data.
 */
export interface Receipt {
  /** The delivery's key. */
  readonly key: string;
  readonly files: readonly PlacedFile[];
  /** The paths of those files that the DPMS has taken and not yet put into the chart; absent where there are none. */
  readonly pending?: readonly string[] | undefined;
}

/** A file that only a person can take out of the chart. */
export interface LeftFile {
  /** As in the receipt. */
  readonly path: string;
  /** How the DPMS names it, for the person who is to delete it there. */
  readonly knownAs: PatientText;
}

/** A person took the scan out of the chart: only a person files it again. */
export interface TakenBack {
  /** Of which something may still stand in the chart. */
  readonly receipts: readonly Receipt[];
  /** What a person must delete in the DPMS. */
  readonly left: readonly LeftFile[];
}

/** Why a scan belongs to a patient. */
export type MatchReason = 'own-rx' | 'chart-and-name' | 'person';

/** A patient who may be the one, and why no rule could say so. */
export interface MatchCandidate {
  readonly patient: Patient;
  readonly reasons?: readonly ReviewReason[] | undefined;
  /** The reasons in words, and what the DPMS says is special about this record. */
  readonly why: string;
}

/** A filed revision of an order. */
export interface ScanRevision {
  readonly orderId: OrderId;
  /** 1, 2 … */
  readonly revision: number;
  readonly digest: string;
  readonly patient: Patient;
  readonly receipt: Receipt;
  readonly filedAt: number;
  /** A person took it out of the chart. */
  readonly withdrawn?: true | undefined;
}

/** One order in the ledger. */
export interface ScanRecord extends WorkProgress {
  readonly clinic: ClinicId;
  readonly orderId: OrderId;
  readonly state: ScanState;
  readonly order: ScanOrder;
  /** Over what may tell that files changed: status, scanning date, preps, notes, addresses. */
  readonly fingerprint: string;
  /** When the cloud last told this view of the order, milliseconds since 1970. */
  readonly seenAt?: number | undefined;
  /** The fingerprint that the last complete fetch answered; undefined before the first. */
  readonly fetchedFingerprint?: string | undefined;
  /** When the last fetch began: a notification looks again at most every 10 minutes. */
  readonly fetchedAt?: number | undefined;
  /** When a notification came while the files were being fetched: they may be those from before it. */
  readonly notifiedAt?: number | undefined;
  readonly rxKey?: RxKey | undefined;
  readonly patient?: Patient | undefined;
  readonly match?: MatchReason | undefined;
  /** Whom the scan named when `patient` was found: where it names somebody else later, that is judged anew. */
  readonly matchedAs?: ScannedPatient | undefined;
  /** While it is in the review inbox: why no rule may file it, and who may be meant. */
  readonly doubts?: readonly ReviewReason[] | undefined;
  readonly candidates?: readonly MatchCandidate[] | undefined;
  /** While it is in the review inbox: for whom it was to be filed when it began to name somebody else. Rules file it for nobody else. */
  readonly boundTo?: Patient | undefined;
  /** The newest filed revision; 0 when none. */
  readonly revision: number;
  readonly staged?: StagedScan | undefined;
  /** Since when the lab has sent the case back to the clinic, milliseconds since 1970; undefined where it has not. */
  readonly sentBackAt?: number | undefined;
  readonly takenBack?: TakenBack | undefined;
  /** How often the export was asked for and was not there yet. */
  readonly notReady: number;
  readonly problem?: Problem | undefined;
}

/** A delivery that was begun: the file may stand in the chart, though nobody has written that down yet. */
export interface BegunDelivery {
  readonly key: string;
  readonly patient: Patient;
  readonly revision: number;
  /** A person took the scan out of the chart meanwhile. */
  readonly withdrawn?: true | undefined;
}

/** `listed` without `dueAt`: it waits until the scan of its order is filed. */
export type CaptureState = 'listed' | 'filed' | 'failed' | 'dismissed';

/** One screen capture in the ledger. */
export interface CaptureRecord extends WorkProgress {
  readonly clinic: ClinicId;
  readonly orderId: OrderId;
  readonly captureId: string;
  readonly state: CaptureState;
  /** Its own address; absent where it came in the ZIP of its order. */
  readonly url?: string | undefined;
  /** ISO 8601 in UTC; absent where it came in the ZIP of its order. */
  readonly takenAt?: string | undefined;
  readonly receipt?: Receipt | undefined;
  /** In whose chart it was filed. */
  readonly patient?: PatientRef | undefined;
  /** A person took it out of that chart. */
  readonly withdrawn?: true | undefined;
  /** Where it stands in charts of patients whom its scan was filed for before. */
  readonly earlier?: readonly Receipt[] | undefined;
  readonly filing?: BegunDelivery | undefined;
  readonly problem?: Problem | undefined;
}
