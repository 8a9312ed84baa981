import { rowsByKeys } from '../database/by-keys.js';
import type { PracticeReader } from '../database/open-dental.js';
import { readProviders } from '../directory/providers.js';
import type { OnlyOptions } from './visit-options.js';
import type { Visit } from './visit.js';
import { APPOINTMENT_TYPES, OPERATORIES } from './visit-statements.js';

/** What things may be called, by their number. */
type Names = ReadonlyMap<string, readonly string[]>;

interface NamedRow {
  readonly number: number | string;
  readonly name: string | null;
  readonly abbreviation: string | null;
}

function fold(name: string): string {
  return name.trim().toLowerCase();
}

/** Whether what is wanted names one of some numbers; an empty list names all. */
function names(wanted: readonly (number | string)[], numbers: readonly string[], known: Names): boolean {
  if (wanted.length === 0) return true;
  return wanted.some((each) =>
    numbers.some(
      (number) =>
        String(each).trim() === number ||
        (typeof each === 'string' && (known.get(number) ?? []).some((name) => fold(name) === fold(each))),
    ),
  );
}

/** Visits that the clinic's `only` options let through. Asks for names only where an option has one. */
export class VisitFilter {
  readonly #only: OnlyOptions;

  constructor(only: OnlyOptions) {
    this.#only = only;
  }

  /** The numbers of those among the visits that ask for scans. */
  async allowed(reader: PracticeReader, visits: readonly Visit[]): Promise<ReadonlySet<string>> {
    const { clinics, providers, operatories, appointmentTypes } = this.#only;
    const numbersOf = (part: (visit: Visit) => string): readonly string[] => visits.map(part);
    const none: Names = new Map();
    const people = hasName(providers) ? await providerNames(reader) : none;
    const rooms = hasName(operatories)
      ? await rowNames(
          reader,
          OPERATORIES,
          numbersOf(({ operatory }) => operatory),
        )
      : none;
    const types = hasName(appointmentTypes)
      ? await rowNames(
          reader,
          APPOINTMENT_TYPES,
          numbersOf(({ type }) => type),
        )
      : none;
    const passing = visits.filter(
      ({ clinic, dentist, hygienist, operatory, type }) =>
        names(clinics, [clinic], none) &&
        names(providers, [dentist, hygienist], people) &&
        names(operatories, [operatory], rooms) &&
        names(appointmentTypes, [type], types),
    );
    return new Set(passing.map(({ number }) => number));
  }
}

function hasName(wanted: readonly (number | string)[]): boolean {
  return wanted.some((each) => typeof each === 'string');
}

async function providerNames(reader: PracticeReader): Promise<Names> {
  const providers = [...(await readProviders(reader)).values()];
  return new Map(providers.map(({ number, name, keys }) => [number, [...keys, name]]));
}

async function rowNames(reader: PracticeReader, statement: string, numbers: readonly string[]): Promise<Names> {
  const rows = await rowsByKeys<NamedRow>(reader, statement, numbers);
  return new Map(
    rows.map(({ number, name, abbreviation }) => [
      String(number),
      [name, abbreviation].filter((text) => text !== null && text.trim() !== '') as readonly string[],
    ]),
  );
}
