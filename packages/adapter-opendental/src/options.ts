import { z } from 'zod';
import { baseUrlProblem } from './api/api-options.js';
import { notesProblem } from './visits/notes.js';

const text = (what: string) => z.string().trim().min(1, `expected ${what}`);

/** Empty: all. */
const numbers = z.array(z.number().int()).default([]).describe('by number; empty: all');
const selection = z
  .array(z.union([z.number().int(), text('a number or a name')]))
  .default([])
  .describe('by number, abbreviation or name; empty: all');

/** Whether something is filed; with a category of its own, or in that of all. */
const filed = (standard: boolean) =>
  z.union([z.boolean(), z.strictObject({ category: text('the name of an image category') })]).default(standard);

const DatabaseOptions = z.strictObject({
  host: text('a host name or an address').default('127.0.0.1'),
  port: z.number().int().min(1).max(65_535).default(3306),
  database: text('the name of the database').default('opendental'),
  user: text('the name of the account'),
  password: z.string(),
  tls: z
    .union([z.boolean(), text('true, false or the path of a certificate file')])
    .default(false)
    .describe("true: the system's certificates; a path: those in that file"),
});

const OnlyOptions = z.strictObject({
  clinics: numbers,
  providers: selection,
  operatories: selection,
  appointmentTypes: selection,
});

const FilesOptions = z.strictObject({
  via: z.enum(['imageFolder', 'api']).default('imageFolder'),
  root: text('auto or a path').default('auto'),
  pathMap: z.record(z.string().min(1), z.string().min(1)).default({}),
  category: text('the name of an image category').default('Photos'),
  allowPortal: z.array(text('the name of an image category')).default([]),
  zip: filed(true),
  pictures: filed(true),
  rx: filed(true),
  meshes: filed(false),
});

const ApiOptions = z.strictObject({
  baseUrl: z
    .string()
    .trim()
    .default('http://localhost:30222/api/v1')
    .superRefine((address, context) => {
      const readable = URL.canParse(address) && /^https?:/i.test(address);
      const problem = readable ? baseUrlProblem(address) : 'expected an http or https address';
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
    }),
  developerKey: text("Chairside's developer key"),
  customerKey: text("the practice's customer key"),
  sftp: z
    .strictObject({
      address: text('host, or host:port'),
      user: text('the name of the account'),
      password: z.string(),
      folder: text('a folder on the SFTP server'),
      hostKey: text('SHA256:… as ssh-keygen -l prints it').optional(),
    })
    .optional(),
});

/** The `adapter` section of a clinic that uses Open Dental. */
export const OpenDentalOptions = z
  .strictObject({
    database: DatabaseOptions,
    chartNumber: z.enum(['PatNum', 'ChartNumber']).default('PatNum'),
    horizonDays: z.number().int().min(0).max(90).default(3),
    planned: z.boolean().default(false),
    only: OnlyOptions.default(() => OnlyOptions.parse({})),
    notes: z
      .string()
      .default('{teeth} {surfaces} {description}')
      .superRefine((template, context) => {
        const problem = notesProblem(template);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      }),
    files: FilesOptions.default(() => FilesOptions.parse({})),
    api: ApiOptions.optional(),
  })
  .superRefine(({ files, api }, context) => {
    if (files.via === 'api' && api === undefined)
      context.addIssue({
        code: 'custom',
        path: ['api'],
        message: 'expected the keys of the API, since files.via is api',
      });
  });
export type OpenDentalOptions = z.infer<typeof OpenDentalOptions>;
