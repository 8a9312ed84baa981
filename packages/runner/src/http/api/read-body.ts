import type { z } from 'zod';
import { ApiError } from './api-error.js';

/** A body as a schema wants it. Throws 400 with the names of the fields that are wrong, never with what stands in them. */
export function readBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const fields = [...new Set(read.error.issues.map(({ path }) => path.join('.')))].filter((field) => field !== '');
  throw new ApiError(400, `The call cannot be understood${fields.length === 0 ? '' : `: ${fields.join(', ')}`}.`);
}
