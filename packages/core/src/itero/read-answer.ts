import type { z } from 'zod';
import { ChairsideError } from '../errors/chairside-error.js';
import { field, fieldText } from './caseless.js';

/** Where in an answer something was not as expected, such as `Results[3].OrderId`. Names and numbers, never values. */
export function fieldPath(error: z.ZodError): string {
  const path = error.issues[0]?.path ?? [];
  return (
    path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, '') || 'the answer'
  );
}

const SUCCESS = ['1', 'true', 'success', 'ok'];

function succeeded(json: unknown): boolean {
  if (field(json, 'Status') === undefined) return true;
  return SUCCESS.includes(fieldText(json, 'Status')?.trim().toLowerCase() ?? '');
}

/**
 * What an answer's envelope `{ Data, Status }` holds; a bare answer is its own data. Throws CLOUD_ERROR where `Status`
 * says that the call failed although HTTP says 200.
 */
export function openEnvelope(json: unknown, endpoint: string): unknown {
  const data = field(json, 'Data');
  if (!succeeded(json)) throw new ChairsideError('CLOUD_ERROR', { detail: `${endpoint}: Status of a failure` });
  return data ?? json;
}

/** Data of an answer through its schema. Throws CLOUD_ANSWER_UNREADABLE naming endpoint and field. */
export function readData<T>(schema: z.ZodType<T>, data: unknown, endpoint: string): T {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new ChairsideError('CLOUD_ANSWER_UNREADABLE', { detail: `${endpoint}: ${fieldPath(result.error)}` });
}
