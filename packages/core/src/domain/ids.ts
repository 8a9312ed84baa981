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

/** Takes a text as the id of a clinic, as it is. */
export const ClinicId = (value: string): ClinicId => value as ClinicId;
/** Takes a text as the key of a wanted RX, as it is. */
export const RxKey = (value: string): RxKey => value as RxKey;
/** Takes a text as the id of an RX, in lower case: the cloud spells the same GUID both ways. */
export const RxId = (value: string): RxId => value.toLowerCase() as RxId;
/** Takes the number of an order, or its text. */
export const OrderId = (value: string | number): OrderId => String(value) as OrderId;
/** Takes a text as the reference to a patient, as it is. */
export const PatientRef = (value: string): PatientRef => value as PatientRef;
