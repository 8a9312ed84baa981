import type { Patient, ScanOrder } from '@chairside/core';
import { hashMark, safeName } from '../files/safe-name.js';

const PATIENT_PLACEHOLDERS = ['chartNumber', 'firstName', 'lastName', 'dateOfBirth'] as const;
const ORDER_PLACEHOLDERS = ['scanDate', 'orderId', 'orderCode', 'doctor', 'procedure'] as const;
type PatientPlaceholder = (typeof PATIENT_PLACEHOLDERS)[number];
type Placeholder = PatientPlaceholder | (typeof ORDER_PLACEHOLDERS)[number];

const PLACEHOLDERS: readonly string[] = [...PATIENT_PLACEHOLDERS, ...ORDER_PLACEHOLDERS];
/** No single value may crowd out the rest of a name. */
const MAX_VALUE = 60;

function placeholdersIn(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
}

/** What is wrong with a layout, or undefined. */
export function layoutProblem(layout: string): string | undefined {
  const unknown = placeholdersIn(layout).find((name) => !PLACEHOLDERS.includes(name));
  if (unknown !== undefined)
    return `{${unknown}} is no placeholder; there are ${PLACEHOLDERS.map((name) => `{${name}}`).join(' ')}`;
  if (/[{}]/.test(layout.replace(/\{[^{}]*\}/g, ''))) return 'expected a closing bracket for each opening one';
  if (/^[/\\]|^[A-Za-z]:/.test(layout)) return 'expected a path below charts, not an absolute one';
  const segments = layout.split('/');
  if (segments.some((segment) => segment.trim() === '' || /^\.+$/.test(segment.trim()) || segment.includes('\\'))) {
    return 'expected folder names with a single / between them';
  }
  // Without these, two patients or two orders of one day would share a folder's name.
  if (!layout.includes('{chartNumber}')) return 'expected {chartNumber} in it';
  return undefined;
}

function chartNumberName(chartNumber: string, alike: boolean): string {
  const name = segmentName(chartNumber);
  const legal = name === chartNumber && chartNumber.length <= MAX_VALUE;
  return legal && !alike ? name : `${shortened(name)}${hashMark(chartNumber)}`;
}

function shortened(value: string): string {
  return value.length <= MAX_VALUE
    ? value
    : Array.from(value)
        .slice(0, MAX_VALUE / 2)
        .join('');
}

/** A safe name that is not hidden either: names with a dot first are our own. */
function segmentName(text: string): string {
  return safeName(safeName(text).replace(/^\.+/, '_'));
}

/** The day on which it was scanned as the practice's own time has it: in the evening UTC may be a day ahead. */
function localDay(moment: string): string {
  const time = new Date(moment);
  if (Number.isNaN(time.getTime())) return moment.slice(0, 10);
  const [month, day] = [time.getMonth() + 1, time.getDate()].map((part) => String(part).padStart(2, '0'));
  return `${time.getFullYear()}-${month}-${day}`;
}

function valueOf(placeholder: Placeholder, patient: Patient, order: ScanOrder): string | undefined {
  switch (placeholder) {
    case 'chartNumber':
      return patient.chartNumber;
    case 'firstName':
      return patient.firstName;
    case 'lastName':
      return patient.lastName;
    case 'dateOfBirth':
      return patient.dateOfBirth;
    case 'scanDate':
      return localDay(order.scannedAt);
    case 'orderId':
      return order.orderId;
    case 'orderCode':
      return order.orderCode;
    case 'doctor':
      return order.doctorName ?? order.doctorId?.toString();
    case 'procedure':
      return order.procedure;
  }
}

/** The folders of a layout: those that name only the patient, and below them those of one order. */
export class Layout {
  readonly #patient: readonly string[];
  readonly #order: readonly string[];

  constructor(layout: string) {
    const segments = layout.split('/');
    const first = segments.findIndex((segment) =>
      placeholdersIn(segment).some((name) => !(PATIENT_PLACEHOLDERS as readonly string[]).includes(name)),
    );
    const split = first === -1 ? segments.length : first;
    this.#patient = segments.slice(0, split);
    this.#order = segments.slice(split);
  }

  /** Relative to the charts root, with `/`; empty where no folder names the patient alone. `alike`: see `PatientRecords`. */
  patientFolder(patient: Patient, order: ScanOrder, alike: boolean): string {
    return this.#render(this.#patient, patient, order, alike);
  }

  /** Relative to the patient's folder; empty where the layout ends with the patient. */
  orderFolder(patient: Patient, order: ScanOrder, alike: boolean): string {
    return this.#render(this.#order, patient, order, alike);
  }

  #render(segments: readonly string[], patient: Patient, order: ScanOrder, alike: boolean): string {
    return segments
      .map((segment) =>
        segmentName(
          segment.replace(/\{([^{}]*)\}/g, (_match, name: Placeholder) => {
            if (name === 'chartNumber') return chartNumberName(patient.chartNumber, alike);
            const value = valueOf(name, patient, order)?.trim() ?? '';
            // A value is made safe by itself first, so that none of it can end a folder's name early.
            return value === '' ? '' : shortened(safeName(value));
          }),
        ),
      )
      .join('/');
  }
}
