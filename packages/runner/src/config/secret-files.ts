import { resolve } from 'node:path';
import type { ConfigSource } from './config-source.js';
import { literalSecrets } from './secret-keys.js';

const FILE = /\$\{file:([^}]*)\}/g;

function texts(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

/** The files in which secrets of a configuration stand: itself, where it holds some as they are, and those of `${file:PATH}`. */
export function secretFiles(source: ConfigSource): readonly string[] {
  const values = source.values();
  const named = texts(values).flatMap((text) => [...text.matchAll(FILE)].map(([, path = '']) => path));
  const own = literalSecrets(values).length > 0 ? [source.file] : [];
  return [...new Set([...own, ...named.map((path) => resolve(source.baseDir, path))])];
}
