import { ChairsideError } from '@chairside/core';
import type { Database } from './database.js';
import { beyondReading, readGrant, readsMoreThanNeeded, rightGrants, type GrantLine } from './grants.js';

const WHO = 'SELECT CURRENT_USER() AS account, DATABASE() AS databaseName';
const OWN_GRANTS = 'SHOW GRANTS';

/** What SHOW GRANTS is asked of: a role as the server wrote it in a grant, quoted. */
const ROLE_NAME = /^[`'"]?([^`'"]+)[`'"]?(?:@[`'"]?([^`'"]*)[`'"]?)?$/;

function grantsOfRole(role: string): string | undefined {
  const [, name, host] = ROLE_NAME.exec(role) ?? [];
  if (name === undefined) return undefined;
  const quote = (text: string): string => `'${text.replaceAll('\\', '').replaceAll("'", "''")}'`;
  return `SHOW GRANTS FOR ${quote(name)}${host === undefined ? '' : `@${quote(host)}`}`;
}

/** What the account may do, its roles followed, whether they are switched on or not. */
export interface Account {
  /** `user@host` as the server knows it. */
  readonly name: string;
  /** Privileges beyond reading; where there is one the account must not be used. */
  readonly beyond: readonly string[];
  /** What it may read that is not needed. */
  readonly wide: readonly string[];
  /** The statements that make the account right. */
  readonly rightGrants: readonly string[];
}

async function grantLines(database: Database, statement: string, signal: AbortSignal): Promise<readonly GrantLine[]> {
  const rows = await database.rows<Readonly<Record<string, string>>>(statement, [], signal);
  return rows.flatMap((row) =>
    Object.values(row)
      .map(readGrant)
      .filter((line) => line !== undefined),
  );
}

/** Reads what the account of a database may do. A role that cannot be looked into counts as one that may do anything. */
export async function readAccount(database: Database, signal: AbortSignal): Promise<Account> {
  const who = await database.row<{ readonly account: string; readonly databaseName: string }>(WHO, [], signal);
  if (who === undefined) throw new ChairsideError('DATABASE_FAILED');
  const lines: GrantLine[] = [];
  const waiting = [OWN_GRANTS];
  const asked = new Set<string>();
  for (let statement = waiting.pop(); statement !== undefined; statement = waiting.pop()) {
    if (asked.has(statement)) continue;
    asked.add(statement);
    const found = await grantLines(database, statement, signal).catch((error: unknown) => {
      if (ChairsideError.is(error) && error.code === 'DATABASE_UNREACHABLE') throw error;
      return [{ kind: 'unknown' } as const];
    });
    lines.push(...found);
    for (const line of found) {
      if (line.kind !== 'roles') continue;
      for (const role of line.roles) waiting.push(grantsOfRole(role) ?? OWN_GRANTS);
    }
  }
  return {
    name: who.account,
    beyond: beyondReading(lines),
    wide: readsMoreThanNeeded(lines, who.databaseName),
    rightGrants: rightGrants(who.account, who.databaseName),
  };
}
