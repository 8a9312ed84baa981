import { readFile } from 'node:fs/promises';
import { ChairsideError } from '@chairside/core';
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import { databaseError, isAnswer } from './database-error.js';
import { TLS_RULES } from '../tls-rules.js';

/** The adapter's `database` section. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  /** Undefined: none is chosen, which any account may. */
  readonly database: string | undefined;
  readonly user: string;
  readonly password: string;
  /**
   * `true`: encrypted, the certificate checked against the system's and the host's name; a path: against the certificates
   * in that file alone, since those that a server makes for itself name no host.
   */
  readonly tls: boolean | string;
}

/** A round reads one thing after the other; a second connection is for whoever asks beside it. */
const CONNECTIONS = 2;
const CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 60_000;

/** A value of a prepared statement. A key is text: as a number a large one would lose its last digits. */
export type Value = string | number | null;

/** Reads rows by prepared statements. */
export interface Reader {
  rows<Row>(statement: string, values?: readonly Value[]): Promise<readonly Row[]>;
}

/** Ends waiting for `work` as soon as `signal` is aborted: a connection that was cut off never answers. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new ChairsideError('STOPPED'));
  });
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/**
 * Ends waiting for an answer after `limit` milliseconds. The driver's own limit begins only once the server has taken the
 * statement, so a server that froze or lost its network would be waited for until the system gives the connection up.
 */
async function withinLimit<T>(work: Promise<T>, limit: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ChairsideError('DATABASE_UNREACHABLE', { detail: 'no answer' })), limit);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** A database that is only read; connects when first asked, and again after a connection was lost. */
export class Database {
  readonly address: DatabaseAddress;
  readonly #limit: number;
  #pool: Promise<Pool> | undefined;

  /** @param limit how long one statement may take, milliseconds */
  constructor(address: DatabaseAddress, limit = STATEMENT_TIMEOUT) {
    this.address = address;
    this.#limit = limit;
  }

  /** Dates come as text, as they may be `0001-01-01` or `0000-00-00`. Throws DATABASE_… errors, or STOPPED. */
  async rows<Row>(statement: string, values: readonly Value[], signal: AbortSignal): Promise<readonly Row[]> {
    return this.session((reader) => reader.rows<Row>(statement, values), signal);
  }

  /** The first row, or undefined. */
  async row<Row>(statement: string, values: readonly Value[], signal: AbortSignal): Promise<Row | undefined> {
    return (await this.rows<Row>(statement, values, signal))[0];
  }

  /** All that `work` reads comes over one connection, so that no restart of the server lies in between. Throws as `rows`. */
  async session<T>(work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connection = await this.#connect(signal);
    try {
      return await work(readerOf(connection, this.#limit, signal));
    } finally {
      connection.release();
    }
  }

  /** As `session`, over a connection that nobody uses afterwards: `work` may change its settings. */
  async ownSession<T>(work: (reader: Reader) => Promise<T>, signal: AbortSignal): Promise<T> {
    const connection = await this.#connect(signal);
    try {
      return await work(readerOf(connection, this.#limit, signal));
    } finally {
      connection.destroy();
    }
  }

  /** Connects anew from now on: a server may go on by the rights that an account had when it connected. */
  reconnect(): void {
    // Whatever a connection that is given up says at its end is of no interest.
    this.close().catch(() => undefined);
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await (await pool?.catch(() => undefined))?.end();
  }

  async #connect(signal: AbortSignal): Promise<PoolConnection> {
    try {
      signal.throwIfAborted();
      const connecting = (await this.#open()).getConnection();
      return await unlessAborted(connecting, signal).catch((error: unknown) => {
        void connecting.then((late) => late.release()).catch(() => undefined);
        throw error;
      });
    } catch (thrown) {
      throw databaseError(thrown, signal);
    }
  }

  #open(): Promise<Pool> {
    this.#pool ??= this.#make().catch((error: unknown) => {
      // A certificate file that cannot be read now is read again at the next try.
      this.#pool = undefined;
      throw error;
    });
    return this.#pool;
  }

  async #make(): Promise<Pool> {
    const { host, port, database, user, password, tls } = this.address;
    return createPool({
      host,
      port,
      user,
      password,
      connectionLimit: CONNECTIONS,
      connectTimeout: CONNECT_TIMEOUT,
      enableKeepAlive: true,
      // Three bytes are all that the tables hold; the wider set on the way loses nothing.
      charset: 'UTF8MB4_GENERAL_CI',
      dateStrings: true,
      supportBigNumbers: true,
      ...(database !== undefined && { database }),
      ...(tls !== false && { ssl: await encryption(tls) }),
    });
  }
}

async function encryption(tls: string | true) {
  if (tls === true) return { ...TLS_RULES, verifyIdentity: true };
  const ca = await readFile(tls, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new ChairsideError('DATABASE_TLS_FAILED', { detail: `the file of database.tls: ${cause.code}`, cause });
  });
  return { ...TLS_RULES, ca };
}

function readerOf(connection: PoolConnection, limit: number, signal: AbortSignal): Reader {
  return {
    async rows<Row>(statement: string, values: readonly Value[] = []): Promise<readonly Row[]> {
      try {
        const running = connection.execute<RowDataPacket[]>(statement, [...values]);
        const [rows] = await unlessAborted(withinLimit(running, limit), signal);
        return rows as unknown as readonly Row[];
      } catch (thrown) {
        // It may still be at work on the statement, so nobody else gets this connection.
        if (!isAnswer(thrown)) connection.destroy();
        throw databaseError(thrown, signal);
      }
    },
  };
}
