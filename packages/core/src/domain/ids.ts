import type { PatientText } from '../errors/plain-text.js';

/** A string that may only be used where its own kind is asked for. */
type Branded<Name extends string> = string & { readonly __kind: Name };

/** A clinic of the configuration (`clinics[].id`). */
export type ClinicId = Branded<'ClinicId'>;
/** The adapter's own stable name for a wanted RX: a request id, an appointment and its procedure group. */
export type RxKey = Branded<'RxKey'>;
/** The GUID that the scanner's cloud gave an RX (in the maker's document: Scan Request). */
export type RxId = Branded<'RxId'>;
/** An order of the scanner's cloud, always as text: the document shows it as a number and as a string. */
export type OrderId = Branded<'OrderId'>;
/** The DPMS's own reference to a patient; what `review assign` takes. */
export type PatientRef = Branded<'PatientRef'> & PatientText;

export const ClinicId = (value: string): ClinicId => value as ClinicId;
export const RxKey = (value: string): RxKey => value as RxKey;
export const RxId = (value: string): RxId => value.toLowerCase() as RxId;
export const OrderId = (value: string | number): OrderId => String(value) as OrderId;
export const PatientRef = (value: string): PatientRef => value as PatientRef;
