import { ChairsideError } from '@chairside/core';
import type { Database, Reader } from './database.js';
import {
  beyondPrivileges,
  beyondReading,
  grantsToRead,
  readGrant,
  readsMoreThanNeeded,
  revokeEverything,
  type GrantLine,
} from './grants.js';

const WHO = 'SELECT CURRENT_USER() AS account, DATABASE() AS databaseName, VERSION() AS version';
const OWN_GRANTS = 'SHOW GRANTS';
const TABLES = 'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()';
/** What holds of a table at last: the rights of nobody in particular count too, and SHOW GRANTS keeps quiet about them. */
const AT_LAST = `
  SELECT DISTINCT PRIVILEGES AS privileges FROM information_schema.COLUMNS
  WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'preference'`;
/** A server may be set up to let everybody write into databases whose names begin with `test`. */
const REVOKE_FROM_NOBODY = [`DELETE FROM mysql.db WHERE User = '';`, 'FLUSH PRIVILEGES;'];

/** What an account may do, its roles followed, whether they are switched on or not. */
export interface Account {
  /** `user@host` as the server knows it. */
  readonly name: string;
  /** Privileges beyond reading; where there is one the account must not be used. */
  readonly beyond: readonly string[];
  /** What it may read that is not needed. */
  readonly wide: readonly string[];
  /** The version of the server. */
  readonly server: string;
  /** The statements that take everything from the account and let it read what is needed. */
  readonly repair: readonly string[];
}

interface Who {
  readonly account: string;
  readonly databaseName: string;
  readonly version: string;
}

async function grantLines(reader: Reader, statement: string): Promise<readonly GrantLine[]> {
  const rows = await reader.rows<Readonly<Record<string, string>>>(statement);
  return rows.flatMap((row) =>
    Object.values(row)
      .map(readGrant)
      .filter((line) => line !== undefined),
  );
}

/** How a server is brought to tell what is in a role that the account holds. */
function lookInto(role: string, version: string): readonly string[] {
  // MariaDB shows only a role that is switched on; what that role holds of others is shown with it.
  if (/mariadb/i.test(version)) return [`SET ROLE ${role}`, `SHOW GRANTS FOR ${role}`];
  return [`SHOW GRANTS FOR CURRENT_USER() USING ${role}`];
}

/** A role that cannot be looked into counts as one that may do anything. */
async function linesOfRole(
  database: Database,
  role: string,
  version: string,
  signal: AbortSignal,
): Promise<readonly GrantLine[]> {
  const statements = lookInto(role, version);
  try {
    return await database.ownSession(async (reader) => {
      for (const statement of statements.slice(0, -1)) await reader.rows(statement);
      return grantLines(reader, statements.at(-1) ?? OWN_GRANTS);
    }, signal);
  } catch (error) {
    if (ChairsideError.is(error) && ['STOPPED', 'DATABASE_UNREACHABLE'].includes(error.code)) throw error;
    return [{ kind: 'unknown' }];
  }
}

/** Reads what the account of a database may do. Throws DATABASE_… errors, or STOPPED. */
export async function readAccount(database: Database, signal: AbortSignal): Promise<Account> {
  const [[who], own, tables, atLast] = await database.session(
    async (reader) =>
      [
        await reader.rows<Who>(WHO),
        await grantLines(reader, OWN_GRANTS),
        await reader.rows<{ readonly name: string }>(TABLES),
        await reader.rows<{ readonly privileges: string }>(AT_LAST),
      ] as const,
    signal,
  );
  if (who === undefined) throw new ChairsideError('DATABASE_FAILED');
  const lines = [...own];
  for (const line of own) {
    if (line.kind !== 'roles' || !line.grantee.includes('@')) continue;
    for (const role of line.roles) lines.push(...(await linesOfRole(database, role, who.version, signal)));
  }
  const beyond = beyondReading(lines);
  const untold = beyond.length === 0 ? beyondPrivileges(atLast.flatMap(({ privileges }) => privileges.split(','))) : [];
  return {
    name: who.account,
    beyond: [...beyond, ...untold],
    wide: readsMoreThanNeeded(lines, who.databaseName),
    server: who.version,
    repair: [
      ...(untold.length > 0 ? REVOKE_FROM_NOBODY : []),
      ...revokeEverything(who.account, own),
      ...grantsToRead(who.account, who.databaseName, new Set(tables.map(({ name }) => name.toLowerCase()))),
    ],
  };
}
