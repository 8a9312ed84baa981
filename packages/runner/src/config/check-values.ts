import type { z } from 'zod';
import type { FilledValues } from './placeholders.js';
import { pathText, type ConfigPath, type Finding } from './problem.js';
import { valueAt, zodFindings } from './zod-findings.js';

/** What a schema made of values, or what it has against them. */
export interface Checked<T> {
  /** Undefined where there are findings. */
  readonly data: T | undefined;
  /** The values with what a placeholder brought read as the type that is expected. */
  readonly values: unknown;
  readonly findings: readonly Finding[];
}

/** The number or truth value that a text spells, where that is what a schema expects. */
function spelled(text: string, expected: string): unknown {
  if (expected === 'boolean') return text === 'true' ? true : text === 'false' ? false : undefined;
  if (expected !== 'number' && expected !== 'int') return undefined;
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
}

/** Where another type is expected, also in any of the ways that a value may look. */
function typeIssues(
  issue: z.core.$ZodIssue,
  above: ConfigPath,
): { readonly path: ConfigPath; readonly expected: string }[] {
  const path: ConfigPath = [...above, ...(issue.path as ConfigPath)];
  if (issue.code === 'invalid_union') return issue.errors.flat().flatMap((inner) => typeIssues(inner, path));
  return issue.code === 'invalid_type' ? [{ path, expected: issue.expected }] : [];
}

/** Replaces one value, which is there, in a copy. */
function withValue(values: unknown, [part, ...rest]: ConfigPath, value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(values))
    return values.map((item: unknown, index) => (index === part ? withValue(item, rest, value) : item));
  const record = values as Readonly<Record<string, unknown>>;
  return { ...record, [part]: withValue(record[part], rest, value) };
}

/**
 * Checks values against a schema. What a placeholder brought is text; where a number or a truth value is expected there
 * it is read as one. `above` is where the values stand in the configuration.
 */
export function checkValues<T>(
  schema: z.ZodType<T>,
  values: unknown,
  above: ConfigPath,
  filled: FilledValues['filled'],
): Checked<T> {
  const first = schema.safeParse(values);
  if (first.success) return { data: first.data, values, findings: [] };
  let spelt = values;
  for (const { path, expected } of first.error.issues.flatMap((issue) => typeIssues(issue, []))) {
    const text = valueAt(values, path);
    if (typeof text !== 'string' || !filled.has(pathText([...above, ...path]))) continue;
    const value = spelled(text, expected);
    if (value !== undefined) spelt = withValue(spelt, path, value);
  }
  const second = spelt === values ? first : schema.safeParse(spelt);
  if (second.success) return { data: second.data, values: spelt, findings: [] };
  const findings = zodFindings(schema, spelt, second.error);
  return {
    data: undefined,
    values: spelt,
    findings: findings.map((finding) => ({ ...finding, path: [...above, ...finding.path] })),
  };
}
