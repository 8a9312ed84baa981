import type { LogFields } from '@chairside/core';

/** Every field that may stand in a log line; none of them can hold patient data. */
const ALLOWED: Readonly<Record<keyof LogFields, true>> = {
  clinic: true,
  adapter: true,
  rxKey: true,
  rxId: true,
  orderId: true,
  revision: true,
  state: true,
  code: true,
  status: true,
  endpoint: true,
  host: true,
  port: true,
  attempt: true,
  count: true,
  bytes: true,
  ms: true,
  dueInMs: true,
  flow: true,
  cause: true,
  auditHead: true,
};

/** Longer texts are no ids. */
const LONGEST_TEXT = 120;

function value(field: unknown): string | number | undefined {
  if (typeof field === 'number') return Number.isFinite(field) ? field : undefined;
  // Ids and codes have no blanks: this is a sentence or a name, which a careless adapter handed over.
  if (typeof field === 'string' && /\p{White_Space}/u.test(field)) return '?';
  // A line break or an escape sequence would let a value forge a line or move the cursor.
  return typeof field === 'string' ? field.slice(0, LONGEST_TEXT).replaceAll(/\p{C}/gu, '?') : undefined;
}

/** What of some fields may be written: known ones only, texts and numbers only, cut to a length that ids have. */
export function allowedFields(fields: LogFields): Record<string, string | number> {
  const allowed: Record<string, string | number> = {};
  for (const [name, field] of Object.entries(fields)) {
    const kept = Object.hasOwn(ALLOWED, name) ? value(field) : undefined;
    if (kept !== undefined) allowed[name] = kept;
  }
  return allowed;
}
