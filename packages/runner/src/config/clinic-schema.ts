import { PROCEDURE_MODES, type AssetKind } from '@chairside/core';
import type { ClinicPolicy } from '@chairside/core/flow';
import { z } from 'zod';
import { day, duration, durations, iteroId, text } from './fields.js';
import { chosenId, NamedProcedure, SendToSetting, withDestinations } from './named-procedure.js';

/** iTero's names of what can be fetched, as its document has them. */
const ASSETS = { IDE: 'export', IMAGE_GALLERY: 'gallery', SCREEN_CAPTURE: 'captures' } as const satisfies Record<
  string,
  AssetKind
>;

const RuleParts = {
  labId: iteroId.optional(),
  mode: z
    .enum(PROCEDURE_MODES)
    .optional()
    .describe('auto, or suggest or ask: an RX read off the schedule waits until a person approves it'),
};

const Rule = z.union(
  [
    z.literal(false),
    iteroId.transform((procedureMapId) => ({ procedureMapId })),
    z.strictObject({ procedureMapId: iteroId, ...RuleParts }),
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
    doctorId: iteroId.optional(),
    labId: iteroId.optional(),
    procedureMapId: iteroId.optional(),
    procedure: NamedProcedure.transform(chosenId).optional(),
  })
  .refine(
    ({ procedureMapId, procedure }) => procedureMapId === undefined || procedure === undefined,
    'procedureMapId and procedure say the same; only one of them may stand here',
  )
  .transform(({ procedure, ...ids }) => (procedure === undefined ? ids : { ...ids, procedureMapId: procedure }));

const code = text.regex(/^[^*]*\*?$/, 'a * may only stand at the end of a code');

const Rx = z.strictObject({
  defaults: Defaults.prefault({}).describe('Fill what a request left out, nothing else'),
  doctors: z.record(text, iteroId).default({}).describe('Provider of the DPMS to iTero doctor'),
  procedures: z
    .record(code, Rule)
    .default({})
    .describe('Procedure code, or its beginning and *, to iTero procedure; false asks for no scan'),
  sendTo: SendToSetting,
  onUncertainSubmit: z
    .enum(['hold', 'resend'])
    .default('hold')
    .describe('Where the answer of iTero to an RX was lost: a person decides, or it is sent again'),
  sendLicenseNumber: z
    .boolean()
    .default(false)
    .describe('Sends the license number of a request, which replaces the one that iTero has of the doctor'),
  maxWithdrawalsPerRound: z
    .int()
    .min(0)
    .default(20)
    .describe('Where more would be withdrawn at once, a person decides'),
});

const Scans = z.strictObject({
  since: day.optional().describe('Nothing older is fetched; default: the day of the first pairing'),
  lookback: duration('90d').describe('Depth of the daily sweep'),
  assets: z
    .array(z.enum(['IDE', 'IMAGE_GALLERY', 'SCREEN_CAPTURE']))
    .default(['IDE', 'IMAGE_GALLERY', 'SCREEN_CAPTURE'])
    .describe('What is fetched: the scan, its gallery pictures, screen captures'),
});

const Patients = z.strictObject({
  pushUpdates: z.boolean().default(false).describe('Changes of name, birth date and gender go to iTero'),
  updateById: z.boolean().default(false).describe('A patient may also be changed by the id that iTero gave them'),
});

const Poll = z.strictObject({
  trigger: duration('30s').describe('New requests and changed patients of the DPMS'),
  orders: duration('60s').describe('New and changed scans'),
  captures: duration('30m').describe('New screen captures'),
  sweep: duration('24h').describe('Everything back to scans.lookback'),
});

const Retry = z.strictObject({
  maxAttempts: z.int().min(1).default(12),
  baseDelay: duration('2s'),
  maxDelay: duration('30m').describe('No wait exceeds this'),
  notReady: durations(['2m', '2m', '4m', '8m', '15m', '30m']).describe(
    'Waits for the files of a scan; then a person looks',
  ),
});

/** One clinic; the adapter checks its own options. */
export const ClinicSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/, 'expected up to 40 small letters, digits and -'),
  adapter: z.looseObject({ use: text }),
  rx: z.preprocess(withDestinations, Rx).prefault({}),
  scans: Scans.prefault({}),
  patients: Patients.prefault({}),
  poll: Poll.prefault({}),
  retry: Retry.prefault({}),
});
export type ClinicSchema = z.output<typeof ClinicSchema>;

/** How the clinic wants its work done, in the terms of the flows. */
export function clinicPolicy({ rx, scans, patients, poll, retry }: ClinicSchema): ClinicPolicy {
  return {
    rx,
    scans: { ...scans, assets: [...new Set(scans.assets.map((name) => ASSETS[name]))] },
    patients,
    poll,
    retry: { ...retry, notReady: retry.notReady.map((wait) => Math.min(wait, retry.maxDelay)) },
  };
}
