import { TABLE_NAMES, useOf } from './tables.js';

/** What an account may do; `SHOW VIEW` looks only at how a view is made. */
const HARMLESS = new Set(['USAGE', 'SELECT', 'SHOW VIEW']);

/** A name in any of the quotes that servers use, or in none, where a host may follow. */
const NAME = /(?:`(?:[^`]|``)*`|'(?:[^']|'')*'|"(?:[^"]|"")*"|[^\s`'",@]+)/.source;
const WHO = `${NAME}(?:@${NAME})?`;

const ON_OBJECT = new RegExp(`^GRANT (?<privileges>.+?) ON (?<object>.+?) TO (?<grantee>${WHO})(?<rest>.*)$`, 'is');
const ROLES = new RegExp(`^GRANT (?<roles>${WHO}(?:, ?${WHO})*) TO (?<grantee>${WHO})(?<rest>.*)$`, 'is');
/** Whoever may hand a privilege or a role on may do more than read. */
const HANDS_ON = /\b(?:GRANT|ADMIN) OPTION\b/i;

/** One line of SHOW GRANTS. Names, and the account itself, are kept as the server quoted them. */
export type GrantLine =
  | {
      readonly kind: 'privileges';
      readonly privileges: readonly string[];
      readonly object: string;
      readonly grantee: string;
    }
  | { readonly kind: 'roles'; readonly roles: readonly string[]; readonly grantee: string; readonly handsOn: boolean }
  /** In a form that is not known, so it may mean anything. */
  | { readonly kind: 'unknown' };

/** Splits at commas that are in no brackets and no quotes: `SELECT (a, b), USAGE`. */
function splitList(text: string): readonly string[] {
  return (text.match(/(?:`[^`]*`|'[^']*'|"[^"]*"|\([^)]*\)|[^,])+/g) ?? []).map((part) => part.trim());
}

/** The name of a privilege, without its columns. */
function privilegeName(text: string): string {
  return text.replace(/\s*\(.*\)$/s, '').toUpperCase();
}

/** Reads a line of SHOW GRANTS; undefined where it grants nothing (`SET DEFAULT ROLE`, a partial `REVOKE`). */
export function readGrant(line: string): GrantLine | undefined {
  if (/^(SET DEFAULT ROLE|REVOKE) /i.test(line)) return undefined;
  const on = ON_OBJECT.exec(line)?.groups;
  if (on !== undefined) {
    const privileges = splitList(on['privileges'] ?? '').map(privilegeName);
    return {
      kind: 'privileges',
      privileges: HANDS_ON.test(on['rest'] ?? '') ? [...privileges, 'GRANT OPTION'] : privileges,
      object: on['object'] ?? '',
      grantee: on['grantee'] ?? '',
    };
  }
  const to = ROLES.exec(line)?.groups;
  if (to === undefined) return { kind: 'unknown' };
  return {
    kind: 'roles',
    roles: splitList(to['roles'] ?? ''),
    grantee: to['grantee'] ?? '',
    handsOn: HANDS_ON.test(to['rest'] ?? ''),
  };
}

/** Those of some privileges that go beyond reading, each once. */
export function beyondPrivileges(privileges: readonly string[]): readonly string[] {
  const names = privileges.map((privilege) => privilege.trim().toUpperCase());
  return [...new Set(names.filter((name) => name !== '' && !HARMLESS.has(name)))];
}

function beyondOf(line: GrantLine): readonly string[] {
  switch (line.kind) {
    case 'privileges':
      return beyondPrivileges(line.privileges);
    case 'roles':
      return line.handsOn ? ['ADMIN OPTION'] : [];
    case 'unknown':
      return ['a grant of an unknown form'];
  }
}

/** The privileges of some lines that go beyond reading, each once; an unknown line counts as one. */
export function beyondReading(lines: readonly GrantLine[]): readonly string[] {
  return [...new Set(lines.flatMap(beyondOf))];
}

/** A name, or `database`.`table`, without quotes and in small letters, as a server on Windows writes it. */
function plain(name: string): string {
  return name.replaceAll(/[\\`'"]/g, '').toLowerCase();
}

/**
 * Where an account may read more than the tables that are needed: all of them, others, or other databases. What everybody
 * may read is not the account's: a MariaDB that was just installed shows everybody its database `test`.
 */
export function readsMoreThanNeeded(lines: readonly GrantLine[], database: string): readonly string[] {
  const needed = new Set(TABLE_NAMES.map((table) => plain(`${database}.${table}`)));
  const wide = lines.flatMap((line) =>
    line.kind === 'privileges' &&
    line.grantee !== 'PUBLIC' &&
    line.privileges.includes('SELECT') &&
    !needed.has(plain(line.object.replace(/^TABLE /i, '')))
      ? [line.object]
      : [],
  );
  return [...new Set(wide)];
}

/** `user@host` as CURRENT_USER() says it, quoted. */
function quoted(account: string): string {
  const at = account.lastIndexOf('@');
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return `${quote(account.slice(0, at))}@${quote(account.slice(at + 1))}`;
}

/** The statement that lets an account read one table; `account` as CURRENT_USER() says it. */
export function grantSelect(account: string, database: string, table: string): string {
  return `GRANT SELECT ON \`${database}\`.\`${table}\` TO ${quoted(account)};`;
}

/**
 * The statements that let an account read what is needed. Tables that early versions lack are among them where they are
 * `seen`: on others the server would refuse the statement.
 */
export function grantsToRead(account: string, database: string, seen?: ReadonlySet<string>): readonly string[] {
  return TABLE_NAMES.filter((table) => useOf(table).laterTable === undefined || seen?.has(table) === true).map(
    (table) => grantSelect(account, database, table),
  );
}

/** The statements that take everything from an account: `REVOKE ALL` alone leaves its roles and proxies, and everybody's. */
export function revokeEverything(account: string, lines: readonly GrantLine[]): readonly string[] {
  const who = quoted(account);
  const apart = lines.flatMap((line): readonly string[] => {
    if (line.kind === 'roles') {
      // A role that was granted to another role is that role's own.
      return line.grantee.includes('@') ? line.roles.map((role) => `REVOKE ${role} FROM ${who};`) : [];
    }
    if (line.kind !== 'privileges') return [];
    const beyond = beyondOf(line).join(', ');
    if (line.privileges.includes('PROXY')) return [`REVOKE PROXY ON ${line.object} FROM ${who};`];
    return line.grantee === 'PUBLIC' && beyond !== '' ? [`REVOKE ${beyond} ON ${line.object} FROM PUBLIC;`] : [];
  });
  return [...apart, `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${who};`];
}
