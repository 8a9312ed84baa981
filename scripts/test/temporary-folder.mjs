import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * A folder of its own for a test, with the given files in it.
 *
 * @param {Record<string, string>} files content by path
 */
export function temporaryFolder(files = {}) {
  const path = mkdtempSync(join(tmpdir(), 'chairside test '));
  const write = (name, content) => {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), content);
  };
  for (const [name, content] of Object.entries(files)) {
    write(name, content);
  }
  return { path, write, remove: () => rmSync(path, { recursive: true, force: true }) };
}
