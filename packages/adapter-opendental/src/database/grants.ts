import { TABLE_NAMES } from './tables.js';

/** What an account may do; `SHOW VIEW` looks only at how a view is made. */
const HARMLESS = new Set(['USAGE', 'SELECT', 'SHOW VIEW']);

const ON_OBJECT = /^GRANT (?<privileges>.+?) ON (?<object>.+?) TO (?<account>.+)$/is;
const ROLES = /^GRANT (?<roles>(?:[`'"][^ ]+[`'"]|\w+)(?:@\S+?)?(?:,\s*[`'"]\S+[`'"](?:@\S+?)?)*) TO /i;

/** One line of SHOW GRANTS: privileges on something, or a role. */
export type GrantLine =
  | { readonly kind: 'privileges'; readonly privileges: readonly string[]; readonly object: string }
  | { readonly kind: 'roles'; readonly roles: readonly string[] }
  /** In a form that is not known, so it may mean anything. */
  | { readonly kind: 'unknown' };

/** Splits at commas that are in no brackets: `SELECT (a, b), USAGE`. */
function splitList(text: string): readonly string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim());
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
    // Whoever may hand a privilege on may do more than read.
    const passesOn = / WITH (GRANT|ADMIN) OPTION/i.test(on['account'] ?? '');
    return {
      kind: 'privileges',
      privileges: passesOn ? [...privileges, 'GRANT OPTION'] : privileges,
      object: on['object'] ?? '',
    };
  }
  const roles = ROLES.exec(line)?.groups?.['roles'];
  return roles === undefined ? { kind: 'unknown' } : { kind: 'roles', roles: splitList(roles) };
}

/** The privileges of some lines that go beyond reading, each once; an unknown line counts as one. */
export function beyondReading(lines: readonly GrantLine[]): readonly string[] {
  const found = lines.flatMap((line) => {
    if (line.kind === 'unknown') return ['a grant of an unknown form'];
    return line.kind === 'privileges' ? line.privileges.filter((privilege) => !HARMLESS.has(privilege)) : [];
  });
  return [...new Set(found)];
}

/** Where an account may read more than the tables that are needed: everything, or another database. */
export function readsMoreThanNeeded(lines: readonly GrantLine[], database: string): readonly string[] {
  const own = `\`${database}\`.`.toLowerCase();
  const wide = lines.flatMap((line) =>
    line.kind === 'privileges' &&
    line.privileges.includes('SELECT') &&
    !line.object.replaceAll('\\', '').toLowerCase().startsWith(own)
      ? [line.object]
      : [],
  );
  return [...new Set(wide)];
}

/** `'user'@'host'` from CURRENT_USER(), quoted. */
function quotedAccount(account: string): string {
  const at = account.lastIndexOf('@');
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  return `${quote(account.slice(0, at))}@${quote(account.slice(at + 1))}`;
}

/** The statements that give an account what it needs and nothing else; `account` as CURRENT_USER() says it. */
export function rightGrants(account: string, database: string): readonly string[] {
  const who = quotedAccount(account);
  return [
    `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${who};`,
    ...TABLE_NAMES.map((table) => `GRANT SELECT ON \`${database}\`.\`${table}\` TO ${who};`),
  ];
}
