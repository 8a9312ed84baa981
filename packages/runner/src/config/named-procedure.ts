import {
  destination,
  findProcedure,
  PROCEDURES,
  proceduresOfType,
  SEND_TO,
  SEND_TO_NAMES,
  type FoundProcedure,
  type ProcedureRow,
} from '@chairside/core/itero';
import { distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { text } from './fields.js';

const AND = new Intl.ListFormat('en', { type: 'conjunction' });
const OR = new Intl.ListFormat('en', { type: 'disjunction' });
const DESTINATIONS = Object.values(SEND_TO_NAMES);
/** How many names are proposed for one that is not known. */
const PROPOSED = 3;

/** `rx.sendTo`. */
export const SendToSetting = z
  .enum(SEND_TO)
  .default('lab')
  .describe('Where the case goes of a procedure that is named without sendTo: to a lab, nowhere, or to myitero.com');

const Destination = z
  .string()
  .meta({ examples: DESTINATIONS })
  .transform((name, context) => {
    const known = destination(name);
    if (known !== undefined) return known;
    context.addIssue({ code: 'custom', message: `expected ${OR.format(DESTINATIONS)}` });
    return z.NEVER;
  });

/** A procedure by its name in the vendor's table (iTero DPMS API, Procedure selection); `chosenId` makes it an id. */
export const NamedProcedure = z.strictObject({
  procedure: text
    .meta({ examples: [...new Set(PROCEDURES.map(({ procedure }) => procedure))] })
    .describe("Its name in iTero's table: chairside procedures"),
  type: text.nullable().optional().describe('Its type in the table; null or left out where that has N/A'),
  sendTo: Destination.optional().describe('Lab, No Send To or myitero.com; rx.sendTo if left out'),
});
export type NamedProcedure = z.output<typeof NamedProcedure>;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The `rx` section with `rx.sendTo` filled in where a procedure is named without `sendTo`; nothing is complained of. */
export function withDestinations(rx: unknown): unknown {
  if (!isRecord(rx)) return rx;
  const sendTo = SendToSetting.catch('lab').parse(rx['sendTo']);
  const filled = (rule: unknown): unknown =>
    isRecord(rule) && Object.hasOwn(rule, 'procedure') && !Object.hasOwn(rule, 'procedureMapId')
      ? { sendTo, ...rule }
      : rule;
  const { procedures, defaults } = rx;
  return {
    ...rx,
    ...(isRecord(procedures) && {
      procedures: Object.fromEntries(Object.entries(procedures).map(([code, rule]) => [code, filled(rule)])),
    }),
    ...(isRecord(defaults) && { defaults: { ...defaults, procedure: filled(defaults['procedure']) } }),
  };
}

/** The one id that a name stands for. Where there is none or more than one, the context gets an issue that says what to write. */
export function chosenId({ sendTo = 'lab', ...named }: NamedProcedure, context: z.core.$RefinementCtx): number {
  const found = findProcedure({ ...named, sendTo });
  if (found.kind === 'one') return found.row.procedureMapId;
  const complaint = found.kind === 'several' ? ambiguous(found) : unknown(found, { ...named, sendTo });
  context.addIssue({ code: 'custom', ...complaint });
  return z.NEVER;
}

interface Complaint {
  readonly path: string[];
  readonly message: string;
}

function ambiguous({ rows }: Extract<FoundProcedure, { kind: 'several' }>): Complaint {
  return { path: ['procedure'], message: `iTero gives this procedure ${oneOf(rows)}` };
}

function oneOf(rows: readonly ProcedureRow[]): string {
  const ids = AND.format(rows.map(({ procedureMapId }) => String(procedureMapId)));
  return `the ids ${ids}; write one of them, as procedureMapId, in place of the name`;
}

function unknown(
  { unknown: part, known }: Extract<FoundProcedure, { kind: 'none' }>,
  { procedure, type, sendTo }: NamedProcedure,
): Complaint {
  const names = known.map((name) => name ?? 'null');
  switch (part) {
    case 'procedure': {
      const rows = proceduresOfType(procedure);
      if (rows.length > 0) return { path: [part], message: onlyType(rows, sendTo) };
      const proposed = AND.format(nearestFirst(procedure, names).slice(0, PROPOSED));
      return { path: [part], message: `no procedure has this name; the nearest are ${proposed}` };
    }
    case 'type':
      return typeof type === 'string'
        ? { path: [part], message: `the procedure has no such type, only ${OR.format(nearestFirst(type, names))}` }
        : { path: [part], message: `the procedure needs a type: ${OR.format(names)}` };
    case 'sendTo':
      return {
        path: [part],
        message: `this procedure goes only to ${OR.format(names)}: write that here; left out, it is what rx.sendTo says`,
      };
  }
}

/** For a type that stands where its procedure belongs. */
function onlyType(rows: readonly ProcedureRow[], sendTo: NamedProcedure['sendTo']): string {
  const forms = new Map(rows.map((row) => [row.procedure, `{ procedure: ${row.procedure}, type: ${row.type} }`]));
  const there = rows.filter((row) => row.sendTo === sendTo);
  if (forms.size === 1 && there.length > 1)
    return `this is a type of ${AND.format(forms.keys())}, and iTero gives it ${oneOf(there)}`;
  return `this is a type of ${AND.format(forms.keys())}; write ${OR.format(forms.values())}`;
}

function nearestFirst(name: string, known: readonly string[]): string[] {
  const far = (other: string): number => distance(name.toLowerCase(), other.toLowerCase());
  return [...known].sort((one, other) => far(one) - far(other));
}
