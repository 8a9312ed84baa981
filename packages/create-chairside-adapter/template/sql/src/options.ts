import { z } from 'zod';

/** The clinic's `adapter` section. Passwords are written as `${vault:NAME}`, and come here as they are. */
export const Options = z.strictObject({
  database: z.string().min(1).describe('The file of the database'),
  charts: z.string().min(1).meta({ ownFolder: true }).describe('The folder with a folder for each patient'),
});
export type Options = z.infer<typeof Options>;
