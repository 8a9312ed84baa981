import iconv from 'iconv-lite';
import { normalize } from 'node:path';
import { z } from 'zod';
import { layoutProblem } from './chart/layout.js';
import { parseDuration } from './duration.js';
import { GdtOptions } from './format/gdt/gdt-options.js';
import { Hl7Options } from './format/hl7/hl7-options.js';
import { isDateFormat } from './request/date-of-birth.js';
import { parseSize } from './size.js';

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

function size(fallback: string, most: string) {
  return z
    .string()
    .default(fallback)
    .transform((text, context) => {
      const bytes = parseSize(text);
      if (bytes !== undefined && bytes <= (parseSize(most) ?? 0)) return bytes;
      context.addIssue({ code: 'custom', message: `expected a size such as 500KB or 20MB, at most ${most}` });
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
    .transform((name) => DELIMITERS[name])
    .describe('What stands between cells; auto finds it out'),
  dateFormat: z
    .string()
    .default('auto')
    .refine(isDateFormat, 'expected auto, or a pattern of DD, MM and YYYY such as DD.MM.YYYY')
    .describe('auto, or a pattern of DD, MM and YYYY such as DD.MM.YYYY; also for dates in JSON and in the roster'),
  encoding: z
    .string()
    .default('auto')
    .refine(
      (name) => name === 'auto' || iconv.encodingExists(name),
      'expected auto, or an encoding such as utf-8, utf-16le or windows-1252',
    )
    .describe('auto, or an encoding such as utf-8, utf-16le or windows-1252'),
  columns: CsvColumns.default({}).describe("A field of a request to the practice's own header of its column"),
});

const RequestLimits = z.strictObject({
  file: size('20MB', '200MB').describe('A request file; a larger one is refused without being read'),
  rows: z.int().min(1).max(1_000_000).default(50_000).describe('Requests in one file'),
  columns: z.int().min(1).max(10_000).default(1_000).describe('Columns of a CSV file, keys of a request in JSON'),
  depth: z.int().min(2).max(64).default(16).describe('How deep objects and lists of a JSON file may be nested'),
  roster: size('200MB', '400MB').describe('The roster'),
});
const FORMAT_NAMES = ['json', 'csv', 'gdt', 'hl7'] as const;

/** The `adapter` section of a clinic that uses watched folders. Spans of time come out in milliseconds. */
export const FilesystemOptions = z
  .strictObject({
    inbox: folder.describe('The folder in which request files are dropped'),
    outbox: folder.optional().describe('The folder for what became of each request; left out: nobody is told'),
    charts: folder.describe('The folder with a folder for each patient'),
    roster: z
      .string()
      .trim()
      .min(1, 'expected the path of a CSV file')
      .optional()
      .describe('The CSV file of the patients, for scans that were started on the scanner'),
    layout: z
      .string()
      .default('{chartNumber}_{lastName}_{firstName}/{scanDate}_{orderId}')
      .superRefine((layout, context) => {
        const problem = layoutProblem(layout);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .describe(
        'Where a scan stands below charts: {chartNumber} must be in it; also {firstName}, {lastName}, {dateOfBirth}, {scanDate}, {orderId}, {orderCode}, {doctor}, {procedure}',
      ),
    settle: duration('2s').describe('How long a file must not have changed to count as complete'),
    watch: z
      .enum(['auto', 'events', 'poll'])
      .default('auto')
      .describe(
        'How new files are noticed: by the system, or by a look at each poll.trigger; auto finds out what works',
      ),
    retention: duration('30d').describe('Request and result files are removed after this long; charts never'),
    formats: z
      .array(z.enum(FORMAT_NAMES))
      .min(1, 'expected at least one format')
      .default([...FORMAT_NAMES])
      .describe('The kinds of request files that are taken; which one a file is, its content tells'),
    gdt: GdtOptions.default(() => GdtOptions.parse({})).describe('How GDT records are read'),
    hl7: Hl7Options.default(() => Hl7Options.parse({})).describe('How HL7 messages are read'),
    csv: CsvOptions.default(() => CsvOptions.parse({})).describe('How CSV files, the roster too, are read'),
    limits: RequestLimits.default(() => RequestLimits.parse({})).describe(
      'What is refused, so that no file from outside fills the memory',
    ),
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
export type RequestLimits = z.infer<typeof RequestLimits>;
