import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { ConfigPath, Finding } from './problem.js';

/** The parts of a JSON Schema that are looked at here. */
interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode | boolean;
  readonly anyOf?: readonly SchemaNode[];
  readonly allOf?: readonly SchemaNode[];
}

function isNode(value: SchemaNode | boolean | undefined): value is SchemaNode {
  return typeof value === 'object';
}

function alternatives(node: SchemaNode): SchemaNode[] {
  return [node, ...(node.anyOf ?? []).flatMap(alternatives), ...(node.allOf ?? []).flatMap(alternatives)];
}

function below(node: SchemaNode, part: string | number): SchemaNode[] {
  const next = typeof part === 'number' ? node.items : (node.properties?.[part] ?? node.additionalProperties);
  return isNode(next) ? alternatives(next) : [];
}

/** The keys that a schema knows at a place. */
function knownKeys(schema: z.ZodType, path: ConfigPath): string[] {
  const root = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode;
  let nodes = alternatives(root);
  for (const part of path) nodes = nodes.flatMap((node) => below(node, part));
  return nodes.flatMap((node) => Object.keys(node.properties ?? {}));
}

function unknownKey(schema: z.ZodType, path: ConfigPath, key: string): Finding {
  const known = knownKeys(schema, path);
  const finding = { path: [...path, key], message: 'this key is not known' };
  if (known.length === 0) return finding;
  // Of a value that may look in more than one way.
  if (known.includes(key)) return { ...finding, message: 'this key does not go with the others here' };
  const nearest = closest(key, known);
  return { ...finding, message: `${finding.message}; the nearest known one is ${nearest}`, nearest };
}

function faultCount(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

/** Of the ways a value may look, the one that was meant: all its faults lie inside, and no other way has as few. */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const inside = branches.filter((issues) =>
    issues.every(({ path, code }) => path.length > 0 || code === 'unrecognized_keys'),
  );
  const fewest = Math.min(...inside.map(faultCount));
  const meant = inside.filter((issues) => faultCount(issues) === fewest);
  return meant.length === 1 ? meant[0] : undefined;
}

/** The value at a place, undefined where there is none. */
export function valueAt(value: unknown, path: ConfigPath): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<string | number, unknown>)[part]
        : undefined,
    value,
  );
}

function issueFindings(schema: z.ZodType, value: unknown, issue: z.core.$ZodIssue, above: ConfigPath): Finding[] {
  const path: ConfigPath = [...above, ...(issue.path as ConfigPath)];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(schema, path, key));
  if (issue.code === 'invalid_union') {
    const meant = meantBranch(issue.errors);
    if (meant !== undefined) return meant.flatMap((inner) => issueFindings(schema, value, inner, path));
  }
  if (issue.code === 'invalid_key') return [{ path, message: issue.issues[0]?.message ?? issue.message }];
  if (issue.code === 'custom') return [{ path, message: issue.message }];
  if (valueAt(value, path) === undefined) return [{ path, message: 'this is missing' }];
  if (issue.code === 'invalid_type')
    return [{ path, message: `expected ${EXPECTED[issue.expected] ?? issue.expected}` }];
  return [{ path, message: issue.message }];
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'keys with values',
  record: 'keys with values',
  string: 'a text',
};

/** What a schema has against a value, in the operator's words. No message repeats the value. */
export function zodFindings(schema: z.ZodType, value: unknown, error: z.core.$ZodError): Finding[] {
  return error.issues.flatMap((issue) => issueFindings(schema, value, issue, []));
}
