import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { say } from './print.js';

function size(bytes: number): string {
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Prints a folder with all below it; hidden files are left out. */
export async function printTree(folder: string, indent = ''): Promise<void> {
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
  entries.sort((one, other) => one.name.localeCompare(other.name));
  for (const [index, entry] of entries.entries()) {
    const last = index === entries.length - 1;
    const path = join(folder, entry.name);
    const detail = entry.isFile() ? `  (${size((await stat(path)).size)})` : '/';
    say(`${indent}${last ? '└── ' : '├── '}${entry.name}${detail}`);
    if (entry.isDirectory()) await printTree(path, `${indent}${last ? '    ' : '│   '}`);
  }
}
