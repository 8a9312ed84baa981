import { fold } from './fold.js';
import { PROCEDURE_TYPES } from './procedure-types.js';
import { PROCEDURES, SEND_TO, SEND_TO_NAMES, type ProcedureRow, type SendTo } from './procedures.js';

/** A procedure as a person names it. */
export interface NamedProcedure {
  readonly procedure: string;
  /** Null, absent or N/A: the row without a type. */
  readonly type?: string | null | undefined;
  readonly sendTo: SendTo;
}

/** What a name stands for; `several` where the document gives more than one id to a row. */
export type FoundProcedure =
  | { readonly kind: 'one'; readonly row: ProcedureRow }
  | { readonly kind: 'several'; readonly rows: readonly ProcedureRow[] }
  | {
      readonly kind: 'none';
      /** What has no row: what stands before it has some. */
      readonly unknown: 'procedure' | 'type' | 'sendTo';
      /** What could stand there instead; null: no type. */
      readonly known: readonly (string | null)[];
    };

/** Two names that the document misspells in one place or the other. */
const SLIPS = [
  ['Bite Split', 'Bite Splint'],
  ['Full Dentrue Implant Based', 'Full Denture Implant Based'],
] as const;

/** Other names of types, folded: the document's slips, and what orders call them. */
const ALIASES: ReadonlyMap<string, string> = new Map(
  [
    ...SLIPS,
    ...PROCEDURE_TYPES.flatMap(({ types }) => types.map(({ name, selectedAs = name }) => [name, selectedAs] as const)),
  ].map(([alias, name]) => [fold(alias), fold(name)]),
);

const NO_TYPE = fold('N/A');

/** A type's name by which two can be compared. */
function typeKey(type: string | null | undefined): string {
  const key = type === null || type === undefined ? NO_TYPE : fold(type);
  return ALIASES.get(key) ?? key;
}

/** A destination by either of its names, in any spelling; undefined where it is none. */
export function destination(name: string): SendTo | undefined {
  return SEND_TO.find((sendTo) => [sendTo, SEND_TO_NAMES[sendTo]].some((known) => fold(known) === fold(name)));
}

/** The rows that a name stands for; letter case, spaces and punctuation do not matter. */
export function findProcedure({ procedure, type, sendTo }: NamedProcedure): FoundProcedure {
  const named = PROCEDURES.filter((row) => fold(row.procedure) === fold(procedure));
  if (named.length === 0) return none('procedure', PROCEDURES, (row) => row.procedure);
  const typed = named.filter((row) => typeKey(row.type) === typeKey(type));
  if (typed.length === 0) return none('type', named, (row) => row.type);
  const [row, ...others] = typed.filter((candidate) => candidate.sendTo === sendTo);
  if (row === undefined) return none('sendTo', typed, (candidate) => SEND_TO_NAMES[candidate.sendTo]);
  return others.length === 0 ? { kind: 'one', row } : { kind: 'several', rows: [row, ...others] };
}

function none(
  unknown: 'procedure' | 'type' | 'sendTo',
  rows: readonly ProcedureRow[],
  part: (row: ProcedureRow) => string | null,
): FoundProcedure {
  return { kind: 'none', unknown, known: [...new Set(rows.map(part))] };
}

/** The rows of which a name is the type, wherever they go. */
export function proceduresOfType(type: string): readonly ProcedureRow[] {
  const key = typeKey(type);
  return PROCEDURES.filter((row) => row.type !== null && typeKey(row.type) === key);
}

/** All that a row may be found under, for a search by words. */
function spellings({ procedure, type, sendTo }: ProcedureRow): string {
  const key = typeKey(type);
  const aliases = [...ALIASES].filter(([, name]) => name === key).map(([alias]) => alias);
  return [fold(procedure), key, ...aliases, sendTo, fold(SEND_TO_NAMES[sendTo])].join(' ');
}

/** The rows in which each word of a text occurs. */
export function searchProcedures(text: string): readonly ProcedureRow[] {
  const words = text.split(/\s+/).map(fold);
  return PROCEDURES.filter((row) => words.every((word) => spellings(row).includes(word)));
}
