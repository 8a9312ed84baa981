import type { PatientText } from '../errors/plain-text.js';
import type { OrderId, RxId } from './ids.js';
import type { ScannedPatient } from './patient.js';

/** What can be fetched for an order: the 3D export, the gallery pictures, the screen captures; each a ZIP. */
export const ASSET_KINDS = ['export', 'gallery', 'captures'] as const;
/** One of `ASSET_KINDS`. */
export type AssetKind = (typeof ASSET_KINDS)[number];

/**
 * Where an order is in its flow (in the maker's document: Scan Status):
 * - `available`: scanned, its files can be fetched
 * - `modelling`: at modelling, by the lab's wish
 * - `lab-review`: back at the lab after modelling, with other files
 * - `sent-back`: the lab sent it back to the clinic, which scans again
 * - `milling`: at milling
 * - `exporting`: on its way to the doctor's site
 * - `in-production`: being processed; it passes
 */
export const ORDER_STAGES = [
  'available',
  'modelling',
  'lab-review',
  'sent-back',
  'milling',
  'exporting',
  'in-production',
] as const;
/** One of `ORDER_STAGES`. */
export type OrderStage = (typeof ORDER_STAGES)[number];

/** One prepared tooth of an order (in the maker's document: Get Orders for Practice, Preps). */
export interface Prep {
  readonly tooth?: number | undefined;
  readonly unitTypeId?: number | undefined;
  readonly unitTypeName?: string | undefined;
  readonly bridgeId?: number | undefined;
}

/** An order (= case = scan) as the scanner's cloud lists it. */
export interface ScanOrder {
  readonly orderId: OrderId;
  /** Absent where the scan was started on the scanner without an RX. */
  readonly rxId?: RxId | undefined;
  readonly orderCode?: string | undefined;
  readonly companyId?: number | undefined;
  readonly companyName?: string | undefined;
  /** When it was scanned, ISO 8601 in UTC. */
  readonly scannedAt: string;
  /** How long it took. */
  readonly scanSeconds?: number | undefined;
  readonly patient: ScannedPatient;
  readonly doctorId?: number | undefined;
  readonly doctorName?: string | undefined;
  readonly doctorLicenseNumber?: string | undefined;
  readonly operatorId?: number | undefined;
  readonly operatorName?: string | undefined;
  readonly procedure?: string | undefined;
  readonly procedureType?: string | undefined;
  readonly caseType?: string | undefined;
  readonly labId?: number | undefined;
  readonly labName?: string | undefined;
  /** As the cloud spells it; a status never seen before is kept as it is. */
  readonly status: string;
  /** What the status means; absent for one that is not known. */
  readonly stage?: OrderStage | undefined;
  readonly notes?: PatientText | undefined;
  readonly preps: readonly Prep[];
  readonly dueDate?: string | undefined;
  readonly scannerModel?: string | undefined;
  readonly scannerModelId?: number | undefined;
  readonly viewerUrl?: string | undefined;
  /** Addresses as the cloud gave them; they may expire, so they are read again before use. */
  readonly assets: Readonly<Partial<Record<AssetKind, string>>>;
}

/** Which orders are wanted; all of what is given must agree. */
export interface OrderFilter {
  /** Scanned at this time or later. */
  readonly from?: Date | undefined;
  /** Scanned at this time or earlier. */
  readonly to?: Date | undefined;
  readonly chartNumber?: PatientText | undefined;
}

/** A screen capture that the cloud lists. */
export interface CaptureListing {
  readonly orderId: OrderId;
  /** Stable name of the capture: the last part of its address. */
  readonly captureId: string;
  readonly url: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
}
