import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Where packages of an operating system put servers that are not on everybody's PATH. */
const SYSTEM_FOLDERS = ['/usr/sbin', '/usr/libexec', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

async function find(name: string): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...SYSTEM_FOLDERS].filter(
    (folder) => folder !== '',
  );
  for (const folder of folders) {
    const path = join(folder, process.platform === 'win32' ? `${name}.exe` : name);
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (runs) return path;
  }
  return undefined;
}

/** The programs of a MariaDB on this computer. */
export interface ServerPrograms {
  readonly server: string;
  /** Makes an empty data folder. */
  readonly install: string;
}

/** Looks on the PATH and where system packages put servers; undefined where there is no MariaDB. */
export async function findServer(): Promise<ServerPrograms | undefined> {
  const server = await find('mariadbd');
  const install = await find('mariadb-install-db');
  return server === undefined || install === undefined ? undefined : { server, install };
}
