import { z } from 'zod';

/** The clinic's `adapter` section. Keys and passwords are written as `${vault:NAME}`, and come here as they are. */
export const Options = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).describe("The address of the practice software's service"),
  key: z.string().min(1).describe('Its key; best kept in the vault'),
  charts: z.string().min(1).meta({ ownFolder: true }).describe('The folder with a folder for each patient'),
});
export type Options = z.infer<typeof Options>;
