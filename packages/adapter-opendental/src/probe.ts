import { ChairsideError, type Finding } from '@chairside/core';
import { readAccount, type Account } from './database/account.js';
import { Database, type DatabaseAddress } from './database/database.js';
import { openWay } from './database/open-way.js';
import { grantSelect, grantsToRead } from './database/grants.js';
import type { OpenDental } from './database/open-dental.js';
import { Schema } from './database/schema.js';

const SUBJECT = 'database';
/** The versions of Open Dental that the adapter was made for begin here. */
const OLDEST = '16.3';

/** Before statements that the server refuses where the database's name is mistyped. */
const IF_RIGHT = 'if database.database names the right one,';

/** What ends without anybody's doing. */
const PASSING = new Set(['DATABASE_UNREACHABLE', 'DATABASE_UPDATING', 'DATABASE_FAILED', 'STOPPED']);

function run(statements: readonly string[]): string {
  return ['as the administrator of the database server run:', ...statements].join('\n');
}

/** Looks at the account, at the tables and at the version of Open Dental. Never throws for what it finds. */
export async function probeDatabase(openDental: OpenDental, signal: AbortSignal): Promise<readonly Finding[]> {
  const { database } = openDental;
  const name = database.address.database ?? '';
  try {
    const account = await readAccount(database, signal);
    if (account.beyond.length > 0) return [refusal(account)];
    const schema = await Schema.read(database, signal);
    if (schema.missing.length > 0) return [lacking(schema, account, name)];
    return [
      await reading(openDental, account, signal),
      ...openWay(database.address),
      ...tooWide(account),
      ...schema.absent.map((absent) => without(absent, account, name)),
    ];
  } catch (thrown) {
    const { code, message } = ChairsideError.from(thrown);
    if (code === 'DATABASE_GRANT_MISSING') return [await notLetIn(database.address, signal)];
    return [{ level: PASSING.has(code) ? 'unreachable' : 'problem', subject: SUBJECT, text: message }];
  }
}

async function reading(openDental: OpenDental, { name, server }: Account, signal: AbortSignal): Promise<Finding> {
  const version = await openDental.version(signal);
  const text = `Open Dental ${version ?? 'of an unknown version'} on ${server}, read as ${name}`;
  if (version !== undefined && version.localeCompare(OLDEST, 'en', { numeric: true }) >= 0)
    return { level: 'ok', subject: SUBJECT, text };
  return { level: 'warning', subject: SUBJECT, text, advice: `Chairside was made for Open Dental ${OLDEST} and later` };
}

function refusal({ name, beyond, repair }: Account): Finding {
  const text = `the account ${name} may do more than read, so it is not used: ${beyond.join(', ')}`;
  return { level: 'refused', subject: SUBJECT, text, advice: run(repair) };
}

function lacking({ missing }: Schema, account: Account, database: string): Finding {
  const tables = new Set(missing.map((name) => name.split('.')[0] ?? name));
  return {
    level: 'problem',
    subject: SUBJECT,
    text: `the account ${account.name} does not see ${missing.join(', ')}`,
    advice: `${IF_RIGHT} ${run([...tables].map((table) => grantSelect(account.name, database, table)))}`,
  };
}

/** The same statements mend all of it, so they are said once. */
function tooWide({ name, wide, repair }: Account): readonly Finding[] {
  if (wide.length === 0) return [];
  const text = `the account ${name} may read more than is needed: ${wide.join(', ')}`;
  return [{ level: 'warning', subject: SUBJECT, text, advice: run(repair) }];
}

function without({ name, without }: Schema['absent'][number], account: Account, database: string): Finding {
  const table = name.split('.')[0] ?? name;
  const grant = grantSelect(account.name, database, table);
  const advice = `nothing to do where this version of Open Dental has none; else ${run([grant])}`;
  return { level: 'warning', subject: SUBJECT, text: `${name} is not seen, so ${without}`, advice };
}

/** For an account that may not even choose the database. */
async function notLetIn(address: DatabaseAddress, signal: AbortSignal): Promise<Finding> {
  const text = `the account ${address.user} may not read the database ${address.database}`;
  const server = new Database({ ...address, database: undefined });
  try {
    const { name } = await readAccount(server, signal);
    const advice = `${IF_RIGHT} ${run(grantsToRead(name, address.database ?? ''))}`;
    return { level: 'problem', subject: SUBJECT, text, advice };
  } catch (thrown) {
    return { level: 'problem', subject: SUBJECT, text: `${text}: ${ChairsideError.from(thrown).message}` };
  } finally {
    await server.close();
  }
}
