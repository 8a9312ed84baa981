import type { Field, RawRow, RowFlaw } from '../../table/raw-row.js';
import { spacedDate } from '../compact-date.js';
import type { OrderMessage, PlacedSegment } from './hl7-message.js';
import type { Hl7Options } from './hl7-options.js';

/** One order of a message: what its ORC says, with one of the procedures that follow it. */
export interface OrderGroup {
  readonly orc: PlacedSegment;
  readonly obr: PlacedSegment | undefined;
  readonly notes: readonly PlacedSegment[];
}

/** ORC-1 (HL7 table 0119): a new order, or one that replaces or changes the one of the same number. */
const WANTED = new Set(['NW', 'XO', 'RP', 'RO']);
const CANCELLED = new Set(['CA', 'DC']);
/** CX.5, types of ids (HL7 table 0203), in the order in which they are taken for the chart number. */
const ID_TYPES = ['MR', 'PI'];
const NAMES: Partial<Record<Field, string>> = {
  action: 'ORC-1',
  requestId: 'ORC-2',
  'patient.chartNumber': 'PID-3',
  'patient.lastName': 'PID-5.1',
  'patient.firstName': 'PID-5.2',
  'patient.dateOfBirth': 'PID-7',
  'patient.gender': 'PID-8',
  doctor: 'OBR-16',
  procedureCode: 'OBR-4',
  notes: 'NTE-3',
};

/** An order as a request. */
export class Hl7Row implements RawRow {
  readonly line: number;
  readonly flaw: RowFlaw | undefined;
  readonly #message: OrderMessage;
  readonly #group: OrderGroup;
  readonly #options: Hl7Options;
  readonly #patient: PlacedSegment | undefined;

  constructor(message: OrderMessage, group: OrderGroup, options: Hl7Options) {
    this.line = (group.obr ?? group.orc).line;
    this.#message = message;
    this.#group = group;
    this.#options = options;
    this.#patient = message.first('PID');
    this.flaw = this.#unclearId();
  }

  value(field: Field): unknown {
    const { orc, obr } = this.#group;
    const of = (place: PlacedSegment | undefined, number: number, component = 1, repetition = 0) =>
      this.#message.text(place?.segment, number, component, repetition);
    switch (field) {
      case 'action':
        return action(of(orc, 1));
      case 'requestId':
        return of(obr, 2) ?? of(orc, 2);
      case 'patient.chartNumber':
        return of(this.#patient, 3, 1, this.#idAt() ?? -1);
      case 'patient.lastName':
        return of(this.#patient, 5);
      case 'patient.firstName':
        return of(this.#patient, 5, 2);
      case 'patient.dateOfBirth':
        return spacedDate(of(this.#patient, 7)?.slice(0, 8) ?? '');
      case 'patient.gender':
        return of(this.#patient, 8);
      case 'doctor':
        return of(obr, 16) ?? of(orc, 12);
      case 'procedureCode':
        return of(obr, 4);
      case 'notes':
        return this.#notes();
      default:
        return undefined;
    }
  }

  lineOf(field: Field): number {
    if (field.startsWith('patient.')) return this.#patient?.line ?? this.#message.line;
    if (field === 'action') return this.#group.orc.line;
    return this.line;
  }

  nameOf(field: Field): string {
    return NAMES[field] ?? field;
  }

  /** Which id of PID-3 is the chart number; undefined where it cannot be told. */
  #idAt(): number | undefined {
    const ids = this.#patient?.segment.getField(3)?.components ?? [];
    const types = ids.map((_id, at) => this.#message.text(this.#patient?.segment, 3, 5, at));
    const { patientIdType } = this.#options;
    const wanted = patientIdType === undefined ? ID_TYPES : [patientIdType];
    const at = wanted.map((type) => types.indexOf(type)).find((found) => found !== -1);
    return at ?? (patientIdType === undefined && types.length <= 1 ? 0 : undefined);
  }

  /** Of several ids none is the chart number rather than another. */
  #unclearId(): RowFlaw | undefined {
    if (this.value('action') !== 'create' || this.#idAt() !== undefined) return undefined;
    const expected = `an id of the type ${this.#options.patientIdType ?? 'MR, or hl7.patientIdType set'}`;
    const message = 'it cannot be told which id is the chart number';
    return { line: this.lineOf('patient.chartNumber'), field: 'PID-3', message, expected };
  }

  #notes(): string | undefined {
    const { obr, notes } = this.#group;
    const lines = [
      this.#message.text(obr?.segment, 13, 1),
      ...notes.map(({ segment }) => this.#message.text(segment, 3, 1)),
    ].filter((text) => text !== undefined);
    return lines.length === 0 ? undefined : lines.join('\n');
  }
}

/** An order control that asks for nothing Chairside does comes through, and is told to be no action. */
function action(control: string | undefined): string {
  if (control === undefined) return 'missing';
  if (WANTED.has(control)) return 'create';
  return CANCELLED.has(control) ? 'cancel' : control;
}
