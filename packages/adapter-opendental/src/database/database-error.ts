import { ChairsideError, type ChairsideErrorCode } from '@chairside/core';

/** By the names that MySQL, MariaDB and the driver give their errors. */
const CODES: Readonly<Record<string, ChairsideErrorCode>> = {
  ER_ACCESS_DENIED_ERROR: 'DATABASE_LOGIN_REFUSED',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'DATABASE_LOGIN_REFUSED',
  ER_NOT_SUPPORTED_AUTH_MODE: 'DATABASE_LOGIN_REFUSED',
  ER_HOST_NOT_PRIVILEGED: 'DATABASE_LOGIN_REFUSED',
  ER_ACCOUNT_HAS_BEEN_LOCKED: 'DATABASE_LOGIN_REFUSED',
  ER_MUST_CHANGE_PASSWORD: 'DATABASE_LOGIN_REFUSED',
  ER_MUST_CHANGE_PASSWORD_LOGIN: 'DATABASE_LOGIN_REFUSED',
  ER_DBACCESS_DENIED_ERROR: 'DATABASE_GRANT_MISSING',
  ER_TABLEACCESS_DENIED_ERROR: 'DATABASE_GRANT_MISSING',
  ER_COLUMNACCESS_DENIED_ERROR: 'DATABASE_GRANT_MISSING',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'DATABASE_GRANT_MISSING',
  ER_BAD_DB_ERROR: 'DATABASE_UNSUITABLE',
  ER_NO_SUCH_TABLE: 'DATABASE_UNSUITABLE',
  ER_BAD_FIELD_ERROR: 'DATABASE_UNSUITABLE',
  ER_CON_COUNT_ERROR: 'DATABASE_UNREACHABLE',
  ER_TOO_MANY_USER_CONNECTIONS: 'DATABASE_UNREACHABLE',
  ER_SERVER_SHUTDOWN: 'DATABASE_UNREACHABLE',
  ER_NORMAL_SHUTDOWN: 'DATABASE_UNREACHABLE',
  ER_HOST_IS_BLOCKED: 'DATABASE_UNREACHABLE',
  ER_CONNECTION_KILLED: 'DATABASE_UNREACHABLE',
  AUTH_SWITCH_PLUGIN_ERROR: 'DATABASE_LOGIN_REFUSED',
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: 'DATABASE_LOGIN_REFUSED',
  HANDSHAKE_NO_SSL_SUPPORT: 'DATABASE_TLS_FAILED',
  HANDSHAKE_SSL_ERROR: 'DATABASE_TLS_FAILED',
};

/** What a server's error is called; undefined for a thing that is none. */
function nameOf(thrown: unknown): string | undefined {
  const code = (thrown as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : undefined;
}

/** Whether the server itself answered with an error: the connection is fine, the statement was not. */
export function isAnswer(thrown: unknown): boolean {
  return typeof (thrown as { readonly sqlState?: unknown } | null)?.sqlState === 'string';
}

/** Whatever a statement threw as the error of the ports. Names the server's error, never its sentence, which may hold values. */
export function databaseError(thrown: unknown, signal: AbortSignal): ChairsideError {
  if (ChairsideError.is(thrown)) return thrown;
  if (signal.aborted) return new ChairsideError('STOPPED', { cause: thrown });
  const name = nameOf(thrown);
  const code = CODES[name ?? ''] ?? (isAnswer(thrown) ? 'DATABASE_FAILED' : 'DATABASE_UNREACHABLE');
  return new ChairsideError(code, { detail: name, cause: thrown });
}
