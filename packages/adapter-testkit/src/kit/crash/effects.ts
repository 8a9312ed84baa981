import { syncBuiltinESMExports } from 'node:module';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { Socket } from 'node:net';

/** Calls of `node:fs` that change something, in each of their forms. */
const CHANGES = [
  'appendFile',
  'copyFile',
  'fsync',
  'ftruncate',
  'link',
  'mkdir',
  'rename',
  'rm',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'write',
  'writeFile',
  'writev',
] as const;
/** The same of an open file. */
const HANDLE_CHANGES = [
  'appendFile',
  'sync',
  'datasync',
  'truncate',
  'utimes',
  'write',
  'writeFile',
  'writev',
] as const;

/**
 * Calls `before` in front of everything in this process that another process could see: a change of a file, and bytes
 * sent to a server. Called once, before anything else is loaded.
 */
export async function watchEffects(before: () => void): Promise<void> {
  for (const target of [fs, fsPromises]) {
    for (const name of [...CHANGES, ...CHANGES.map((change) => `${change}Sync`)]) wrap(target, name, before);
  }
  const handle = await fsPromises.open(process.execPath, 'r');
  const prototype: object = Object.getPrototypeOf(handle) as object;
  await handle.close();
  for (const name of HANDLE_CHANGES) wrap(prototype, name, before);
  wrap(Socket.prototype, 'write', before);
  syncBuiltinESMExports();
}

function wrap(target: object, name: string, before: () => void): void {
  const call: unknown = Reflect.get(target, name);
  if (typeof call !== 'function') return;
  Reflect.set(target, name, function (this: unknown, ...given: readonly unknown[]): unknown {
    before();
    return Reflect.apply(call, this, given);
  });
}
