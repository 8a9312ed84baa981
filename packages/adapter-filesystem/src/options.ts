import iconv from 'iconv-lite';
import { normalize } from 'node:path';
import { z } from 'zod';
import { layoutProblem } from './chart/layout.js';
import { parseDuration } from './duration.js';
import { isDateFormat } from './request/date-of-birth.js';

function duration(fallback: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const milliseconds = parseDuration(text);
      if (milliseconds !== undefined) return milliseconds;
      context.addIssue({ code: 'custom', message: 'expected a duration such as 500ms, 2s, 5m, 1h or 30d' });
      return z.NEVER;
    });
}

/** No other clinic may use it too: both would take the same requests, or file into the same charts. */
const folder = z.string().trim().min(1, 'expected the path of a folder').meta({ ownFolder: true });
const column = z.string().trim().min(1, 'expected the name of a column').optional();

/** Our name of a field → the practice's own column. A patient's fields may be written with or without `patient.`. */
const CsvColumns = z.strictObject({
  action: column,
  requestId: column,
  chartNumber: column,
  firstName: column,
  lastName: column,
  dateOfBirth: column,
  gender: column,
  'patient.chartNumber': column,
  'patient.firstName': column,
  'patient.lastName': column,
  'patient.dateOfBirth': column,
  'patient.gender': column,
  doctor: column,
  doctorId: column,
  licenseNumber: column,
  labId: column,
  procedureMapId: column,
  procedureCode: column,
  notes: column,
});

const DELIMITERS = { auto: 'auto', ',': ',', ';': ';', '\t': '\t', tab: '\t', '|': '|' } as const;

const CsvOptions = z.strictObject({
  delimiter: z
    .enum(['auto', ',', ';', '\t', 'tab', '|'])
    .default('auto')
    .transform((name) => DELIMITERS[name]),
  /** `auto`, or a pattern of DD, MM and YYYY such as `DD.MM.YYYY`; also used for dates in JSON and in the roster. */
  dateFormat: z
    .string()
    .default('auto')
    .refine(isDateFormat, 'expected auto, or a pattern of DD, MM and YYYY such as DD.MM.YYYY'),
  encoding: z
    .string()
    .default('auto')
    .refine(
      (name) => name === 'auto' || iconv.encodingExists(name),
      'expected auto, or an encoding such as utf-8, utf-16le or windows-1252',
    ),
  columns: CsvColumns.default({}),
});

/** The `adapter` section of a clinic that uses watched folders. Spans of time come out in milliseconds. */
export const FilesystemOptions = z
  .strictObject({
    inbox: folder,
    outbox: folder.optional(),
    charts: folder,
    roster: z.string().trim().min(1, 'expected the path of a CSV file').optional(),
    layout: z
      .string()
      .default('{chartNumber}_{lastName}_{firstName}/{scanDate}_{orderId}')
      .superRefine((layout, context) => {
        const problem = layoutProblem(layout);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
    settle: duration('2s'),
    watch: z.enum(['auto', 'events', 'poll']).default('auto'),
    retention: duration('30d'),
    csv: CsvOptions.default(() => CsvOptions.parse({})),
  })
  .superRefine((options, context) => {
    const taken = new Map<string, string>();
    for (const name of ['inbox', 'outbox', 'charts'] as const) {
      const path = options[name];
      if (path === undefined) continue;
      const plain = normalize(path).replace(/[\\/]+$/, '');
      const other = taken.get(plain);
      if (other !== undefined) {
        context.addIssue({ code: 'custom', path: [name], message: `expected another folder than ${other}` });
      }
      taken.set(plain, name);
    }
  });
export type FilesystemOptions = z.infer<typeof FilesystemOptions>;
export type CsvOptions = z.infer<typeof CsvOptions>;
