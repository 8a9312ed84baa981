import { z } from 'zod';
import { baseUrlProblem } from './api/api-options.js';
import { notesProblem } from './visits/notes.js';

const text = (what: string) => z.string().trim().min(1, `expected ${what}`);

/** Empty: all. */
const numbers = z.array(z.number().int()).default([]).describe('By number; empty: all');
const selection = z
  .array(z.union([z.number().int(), text('a number or a name')]))
  .default([])
  .describe('By number, abbreviation or name; empty: all');

/** Whether something, `what` it is, is filed; with a category of its own, or in that of all. */
const filed = (standard: boolean, what: string) =>
  z
    .union([
      z.boolean(),
      z.strictObject({ category: text('the name of an image category').describe('Files it, in this image category') }),
    ])
    .default(standard)
    .describe(what);

const DatabaseOptions = z.strictObject({
  host: text('a host name or an address').default('127.0.0.1').describe('Name or address of the database server'),
  port: z.number().int().min(1).max(65_535).default(3306).describe('Its port'),
  database: text('the name of the database').default('opendental').describe('The name of the database'),
  user: text('the name of the account').describe('An account that may read, and nothing else'),
  password: z.string().describe('Its password; best kept in the vault'),
  tls: z
    .union([z.boolean(), text('true, false or the path of a certificate file')])
    .default(false)
    .describe(
      "Encryption: with true the server's certificate must be known to the system, with a path to that PEM file",
    ),
});

const OnlyOptions = z.strictObject({
  clinics: numbers,
  providers: selection,
  operatories: selection,
  appointmentTypes: selection,
});

const FilesOptions = z.strictObject({
  via: z
    .enum(['imageFolder', 'api'])
    .default('imageFolder')
    .describe(
      "How files get into the chart: by the image folder, or by Open Dental's API, which needs the api section",
    ),
  root: text('auto or a path').default('auto').describe('The image folder; auto: as Open Dental finds it'),
  pathMap: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe("A folder as Open Dental's computers name it to the same folder as this computer does"),
  category: text('the name of an image category').default('Photos').describe('The image category, by its name'),
  allowPortal: z
    .array(text('the name of an image category'))
    .default([])
    .describe('Image categories that patients see in the portal and that may be used all the same'),
  zip: filed(true, 'The whole export, byte for byte'),
  pictures: filed(true, 'The pictures'),
  rx: filed(true, 'The RX: as PDF where the export has one, else as HTML'),
  meshes: filed(false, 'The models one by one, as STL or PLY'),
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
    })
    .describe("The address of Open Dental's API"),
  developerKey: text("Chairside's developer key").describe("Chairside's developer key; best kept in the vault"),
  customerKey: text("the practice's customer key").describe("The practice's customer key; best kept in the vault"),
  sftp: z
    .strictObject({
      address: text('host, or host:port').describe('Host, or host:port'),
      user: text('the name of the account').describe('The account'),
      password: z.string().describe('Its password; best kept in the vault'),
      folder: text('a folder on the SFTP server').describe('Where the account may read and write'),
      hostKey: text('SHA256:… as ssh-keygen -l prints it')
        .optional()
        .describe("The server's key, SHA256:… as ssh-keygen -l prints it; no other server is talked to"),
    })
    .optional()
    .describe('A server that Open Dental and Chairside both reach, for files above 12.5 MB'),
});

/** The `adapter` section of a clinic that uses Open Dental. */
export const OpenDentalOptions = z
  .strictObject({
    database: DatabaseOptions.describe('Where the database is, and who reads it'),
    chartNumber: z
      .enum(['PatNum', 'ChartNumber'])
      .default('PatNum')
      .describe('What iTero gets as the chart number; not to be changed once scans have come in'),
    horizonDays: z.number().int().min(0).max(90).default(3).describe('Visits of today and of so many days after it'),
    planned: z.boolean().default(false).describe('Also planned visits that nobody has scheduled'),
    only: OnlyOptions.default(() => OnlyOptions.parse({})).describe('Which visits are looked at'),
    notes: z
      .string()
      .default('{teeth} {surfaces} {description}')
      .superRefine((template, context) => {
        const problem = notesProblem(template);
        if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
      })
      .describe('The notes of the RX, filled in for each procedure'),
    files: FilesOptions.default(() => FilesOptions.parse({})).describe('What is filed, where and how'),
    api: ApiOptions.optional().describe("Open Dental's API, for files.via: api"),
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
