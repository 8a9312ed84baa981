import iconv from 'iconv-lite';
import { z } from 'zod';

/** How HL7 messages are read. */
export const Hl7Options = z.strictObject({
  encoding: z
    .string()
    .default('auto')
    .refine(
      (name) => name === 'auto' || iconv.encodingExists(name),
      'expected auto, or an encoding such as utf-8, windows-1252 or iso-8859-2',
    )
    .describe('auto: as MSH-18 says, else found out; or the encoding that the practice software really writes'),
  patientIdType: z
    .string()
    .trim()
    .min(1, 'expected a type of id, such as MR')
    .optional()
    .describe(
      'Which of several ids in PID-3 is the chart number, by its type (CX.5); left out: MR, else PI, else the only one',
    ),
});
export type Hl7Options = z.infer<typeof Hl7Options>;
