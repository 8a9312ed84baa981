import { PROCEDURE_MODES, type AssetKind } from '@chairside/core';
import type { StagingLimits } from '@chairside/core/download';
import type { ClinicPolicy } from '@chairside/core/flow';
import { z } from 'zod';
import { day, duration, durations, iteroId, size, text } from './fields.js';
import { chosenId, NamedProcedure, SendToSetting, withDestinations } from './named-procedure.js';

/** iTero's names of what can be fetched, as its document has them. */
const ASSETS = { IDE: 'export', IMAGE_GALLERY: 'gallery', SCREEN_CAPTURE: 'captures' } as const satisfies Record<
  string,
  AssetKind
>;

const RuleParts = {
  labId: iteroId.optional().describe('The lab, where the request names none'),
  mode: z
    .enum(PROCEDURE_MODES)
    .optional()
    .describe(
      'auto if left out; with suggest or ask an RX that is read off the schedule waits until a person approves it',
    ),
};

const Rule = z.union(
  [
    z.literal(false),
    iteroId.transform((procedureMapId) => ({ procedureMapId })),
    z.strictObject({ procedureMapId: iteroId.describe('The id of the procedure at iTero'), ...RuleParts }),
    NamedProcedure.extend(RuleParts).transform(({ labId, mode, ...named }, context) => ({
      procedureMapId: chosenId(named, context),
      ...(labId !== undefined && { labId }),
      ...(mode !== undefined && { mode }),
    })),
  ],
  'expected an id, { procedureMapId, labId, mode }, { procedure, type, sendTo, labId, mode } or false',
);

const Defaults = z
  .strictObject({
    doctorId: iteroId.optional().describe('The iTero doctor'),
    labId: iteroId.optional().describe('The lab'),
    procedureMapId: iteroId.optional().describe('The id of the procedure at iTero'),
    procedure: NamedProcedure.transform(chosenId).optional().describe('The same by its name'),
  })
  .refine(
    ({ procedureMapId, procedure }) => procedureMapId === undefined || procedure === undefined,
    'procedureMapId and procedure say the same; only one of them may stand here',
  )
  .transform(({ procedure, ...ids }) => (procedure === undefined ? ids : { ...ids, procedureMapId: procedure }));

const code = text.regex(/^[^*]*\*?$/, 'a * may only stand at the end of a code');

const Rx = z.strictObject({
  defaults: Defaults.prefault({}).describe(
    'Fill what a request left out; never for a code or doctor that has no mapping',
  ),
  doctors: z
    .record(text, iteroId)
    .default({})
    .describe('Provider of the practice software to iTero doctor; the ids: chairside practice CLINIC'),
  procedures: z
    .record(code, Rule)
    .default({})
    .describe(
      'Procedure code, or its beginning and *, to iTero procedure: its id, or the table below; false asks for no scan',
    ),
  sendTo: SendToSetting,
  onUncertainSubmit: z
    .enum(['hold', 'resend'])
    .default('hold')
    .describe(
      'Where the answer of iTero to an RX was lost: a person decides, or it is sent again and may then be there twice',
    ),
  sendLicenseNumber: z
    .boolean()
    .default(false)
    .describe('Sends the license number of a request, which replaces the one that iTero has of the doctor'),
  maxWithdrawalsPerRound: z
    .int()
    .min(0)
    .default(20)
    .describe('Where more RX would be withdrawn at one look, a person decides about the others'),
});

const Limits = z
  .strictObject({
    download: size('1GB').describe('The files of a scan as they come, packed, or one picture'),
    unpacked: size('4GB').describe('All files of a ZIP together'),
    file: size('2GB').describe('One file of a ZIP'),
    entries: z.int().min(1).max(100_000).default(500).describe('Files and folders of a ZIP'),
    ratio: z
      .int()
      .min(1)
      .default(200)
      .describe('How many times its packed size a file of a ZIP may have; files up to 1MB are left out of this'),
    folders: z.int().min(0).max(64).default(16).describe('How many folders within each other a ZIP may have'),
  })
  .prefault({})
  .describe('What is refused, so that no file from outside fills the disk; no scan known comes near them');

const Scans = z.strictObject({
  since: day
    .optional()
    .describe('Nothing scanned before this day is fetched, such as 2026-01-31; left out: the day of the first pairing'),
  lookback: duration('90d').describe('How far back poll.sweep looks'),
  assets: z
    .array(z.enum(['IDE', 'IMAGE_GALLERY', 'SCREEN_CAPTURE']))
    .default(['IDE', 'IMAGE_GALLERY', 'SCREEN_CAPTURE'])
    .describe('What is fetched: the export of the scan, its gallery pictures, screen captures'),
  limits: Limits,
});

const Patients = z.strictObject({
  pushUpdates: z.boolean().default(false).describe('Sends changes of name, birth date and gender to iTero'),
  updateById: z
    .boolean()
    .default(false)
    .describe('A patient may also be changed by the id that iTero gave them, where several share a chart number'),
});

const Poll = z.strictObject({
  trigger: duration('30s').describe(
    'How often new requests and changed patients of the practice software are looked for',
  ),
  orders: duration('60s').describe('How often iTero is asked for new and changed scans'),
  captures: duration('30m').describe('How often iTero is asked for new screen captures'),
  sweep: duration('24h').describe('How often all scans back to scans.lookback are looked at again'),
});

const Retry = z.strictObject({
  maxAttempts: z
    .int()
    .min(1)
    .default(12)
    .describe('So many tries that an item itself is to blame for, and it waits as failed for a person'),
  baseDelay: duration('2s').describe('The first wait; each further one is twice as long, give or take a quarter'),
  maxDelay: duration('30m').describe('No wait exceeds this'),
  notReady: durations(['2m', '2m', '4m', '8m', '15m', '30m']).describe(
    'The waits while iTero makes the files of a scan; after the last a person is asked',
  ),
});

/** The keys of the `adapter` section that are Chairside's own; all others are the adapter's options. */
export const AdapterSection = z
  .looseObject({
    use: text.describe(
      'filesystem or opendental; the path of another adapter, beginning with . or absolute; or the name of its package',
    ),
    isolation: z
      .enum(['none', 'process'])
      .default('none')
      .describe('process: in a process of its own, which is started again where it ends by itself'),
    memoryLimit: z
      .int()
      .min(64)
      .max(1_048_576)
      .optional()
      .describe('Megabytes that this process may use for its data before it is ended; only with isolation: process'),
    startWithin: duration('60s').describe('An adapter that is not ready after this long is given up'),
  })
  .describe('The practice software');

/** One clinic; the adapter checks its own options. */
export const ClinicSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/, 'expected up to 40 small letters, digits and -')
    .describe('Up to 40 small letters, digits and -; the ledger knows the clinic by it, so it never changes'),
  adapter: AdapterSection,
  rx: z.preprocess(withDestinations, Rx).prefault({}).describe('How requests become RX'),
  scans: Scans.prefault({}).describe('What is fetched'),
  patients: Patients.prefault({}).describe('What iTero is told of patients'),
  poll: Poll.prefault({}).describe('How often is looked'),
  retry: Retry.prefault({}).describe('How long is tried'),
});
export type ClinicSchema = z.output<typeof ClinicSchema>;

/** How the clinic wants its work done, in the terms of the flows. */
export function clinicPolicy({ rx, scans, patients, poll, retry }: ClinicSchema): ClinicPolicy {
  const { limits: _limits, assets, ...reach } = scans;
  return {
    rx,
    scans: { ...reach, assets: [...new Set(assets.map((name) => ASSETS[name]))] },
    patients,
    poll,
    retry: { ...retry, notReady: retry.notReady.map((wait) => Math.min(wait, retry.maxDelay)) },
  };
}

/** What a download of the clinic may hold at most. */
export function stagingLimits({ scans: { limits } }: ClinicSchema): StagingLimits {
  const { download, unpacked, file, entries, ratio, folders } = limits;
  return { packedBytes: download, unpackedBytes: unpacked, entryBytes: file, entries, ratio, folders };
}
