import { z } from 'zod';
import { isGdtEncoding } from './gdt-charset.js';

const fields = (what: string, ...fallback: string[]) =>
  z
    .array(z.string().regex(/^\d{4}$/, 'expected the number of a field, four digits in quotation marks'))
    .min(1, 'expected at least one field')
    .default(fallback)
    .describe(`${what}; of several fields, the first that is there`);

/** How GDT records are read. */
export const GdtOptions = z.strictObject({
  encoding: z
    .string()
    .default('auto')
    .refine(isGdtEncoding, 'expected auto, din66003, or an encoding such as cp437, windows-1252 or utf-8')
    .describe('auto: as field 9206 says; or the encoding that the practice software really writes'),
  requestId: fields('The id of the request', '8310', '8314'),
  procedureCode: fields('What rx.procedures maps', '8410', '8402'),
  doctor: fields('What rx.doctors maps', '8990', '0212'),
  notes: z
    .array(z.string().regex(/^\d{4}$/, 'expected the number of a field, four digits in quotation marks'))
    .default(['6227', '6220'])
    .describe('The notes for the lab: all lines of these fields'),
});
export type GdtOptions = z.infer<typeof GdtOptions>;
