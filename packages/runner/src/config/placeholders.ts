import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ChairsideError } from '@chairside/core';
import type { ConfigPath, Finding } from './problem.js';
import { pathText } from './problem.js';

/** Where placeholders take their values from. */
export interface PlaceholderSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly baseDir: string;
  /** Looks into the vault; undefined where it has no such secret. Throws where the vault cannot be opened. */
  secret(name: string): Promise<string | undefined>;
}

/** Values with their placeholders filled in. */
export interface FilledValues {
  readonly values: unknown;
  readonly findings: readonly Finding[];
  /** Paths, as text, of the values that are one placeholder as a whole: always text, even where a number is meant. */
  readonly filled: ReadonlySet<string>;
}

const PLACEHOLDER = /\$\{([^}]*)\}/g;
const ENVIRONMENT_NAME = /^[A-Za-z_]\w*$/;

/** Why a placeholder has no value. */
class NoValue extends Error {}

async function fileContent(path: string, baseDir: string): Promise<string> {
  try {
    return (await readFile(resolve(baseDir, path), 'utf8')).replace(/\r?\n$/, '');
  } catch (error) {
    throw new NoValue(
      `the file of \${file:${path}} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'no reason given'})`,
      { cause: error },
    );
  }
}

async function secret(name: string, sources: PlaceholderSources): Promise<string> {
  let value: string | undefined;
  try {
    value = await sources.secret(name);
  } catch (error) {
    if (!ChairsideError.is(error)) throw error;
    throw new NoValue(error.message, { cause: error });
  }
  if (value === undefined) throw new NoValue(`the vault has no secret ${name}; run: chairside secret set ${name}`);
  return value;
}

async function valueOf(placeholder: string, sources: PlaceholderSources): Promise<string> {
  if (placeholder.startsWith('file:')) return await fileContent(placeholder.slice('file:'.length), sources.baseDir);
  if (placeholder.startsWith('vault:')) return await secret(placeholder.slice('vault:'.length), sources);
  if (!ENVIRONMENT_NAME.test(placeholder)) throw new NoValue('expected ${NAME}, ${file:PATH} or ${vault:NAME}');
  const value = sources.env[placeholder];
  if (value === undefined) throw new NoValue(`the environment variable ${placeholder} is not set`);
  return value;
}

/** A text with its placeholders filled in; what they bring is not searched again. */
export async function fillText(
  text: string,
  sources: PlaceholderSources,
): Promise<{ readonly text: string; readonly faults: readonly string[] }> {
  const faults: string[] = [];
  let filled = '';
  let end = 0;
  for (const match of text.matchAll(PLACEHOLDER)) {
    filled += text.slice(end, match.index);
    end = match.index + match[0].length;
    try {
      filled += await valueOf(match[1]!, sources);
    } catch (error) {
      if (!(error instanceof NoValue)) throw error;
      faults.push(error.message);
    }
  }
  return { text: filled + text.slice(end), faults };
}

/** Whether a value is nothing but one placeholder. */
export function isPlaceholder(text: string): boolean {
  return /^\$\{[^}]*\}$/.test(text);
}

/** Fills in the placeholders of all texts, not of keys. A text that misses a value is left out, and reported once. */
export async function fillPlaceholders(values: unknown, sources: PlaceholderSources): Promise<FilledValues> {
  const findings: Finding[] = [];
  const filled = new Set<string>();

  async function fill(value: unknown, path: ConfigPath): Promise<unknown> {
    if (typeof value === 'string') {
      const { text, faults } = await fillText(value, sources);
      for (const message of faults) findings.push({ path, message });
      if (isPlaceholder(value)) filled.add(pathText(path));
      return text;
    }
    if (Array.isArray(value)) return await Promise.all(value.map((item, index) => fill(item, [...path, index])));
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(async ([key, item]) => [key, await fill(item, [...path, key])] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  return { values: await fill(values, []), findings, filled };
}
