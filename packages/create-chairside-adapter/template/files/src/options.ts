import { z } from 'zod';

/** The clinic's `adapter` section. */
export const Options = z.strictObject({
  export: z
    .string()
    .min(1)
    .describe('The folder into which the practice software writes visits.json and patients.json'),
  charts: z.string().min(1).meta({ ownFolder: true }).describe('The folder with a folder for each patient'),
});
export type Options = z.infer<typeof Options>;
