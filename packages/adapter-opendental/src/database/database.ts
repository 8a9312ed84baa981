import { readFile } from 'node:fs/promises';
import { createPool, type Pool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import { databaseError } from './database-error.js';

/** The adapter's `database` section. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  /** `true`: encrypted, the certificate checked against the system's; a path: against the certificates in that file. */
  readonly tls: boolean | string;
}

/** A round reads one thing after the other; a second connection is for whoever asks beside it. */
const CONNECTIONS = 2;
const CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 60_000;

/** A value of a prepared statement. */
export type Value = string | number | null;

/** Reads rows by prepared statements; connects when first asked, and again after a connection was lost. */
export class Database {
  readonly address: DatabaseAddress;
  #pool: Promise<Pool> | undefined;

  constructor(address: DatabaseAddress) {
    this.address = address;
  }

  /** Dates come as text, as they may be `0001-01-01` or `0000-00-00`. Throws DATABASE_… errors, or STOPPED. */
  async rows<Row>(statement: string, values: readonly Value[], signal: AbortSignal): Promise<readonly Row[]> {
    let connection: PoolConnection | undefined;
    const cutOff = (): void => connection?.destroy();
    signal.addEventListener('abort', cutOff, { once: true });
    try {
      signal.throwIfAborted();
      connection = await (await this.#open()).getConnection();
      signal.throwIfAborted();
      const [rows] = await connection.execute<RowDataPacket[]>({ sql: statement, timeout: STATEMENT_TIMEOUT }, [
        ...values,
      ]);
      return rows as unknown as readonly Row[];
    } catch (thrown) {
      throw databaseError(thrown, signal);
    } finally {
      signal.removeEventListener('abort', cutOff);
      connection?.release();
    }
  }

  /** The first row, or undefined. */
  async row<Row>(statement: string, values: readonly Value[], signal: AbortSignal): Promise<Row | undefined> {
    return (await this.rows<Row>(statement, values, signal))[0];
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await (await pool?.catch(() => undefined))?.end();
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
    const ca = typeof tls === 'string' ? await readFile(tls, 'utf8') : undefined;
    return createPool({
      host,
      port,
      database,
      user,
      password,
      connectionLimit: CONNECTIONS,
      connectTimeout: CONNECT_TIMEOUT,
      enableKeepAlive: true,
      // Three bytes are all that the tables hold; the wider set on the way loses nothing.
      charset: 'UTF8MB4_GENERAL_CI',
      dateStrings: true,
      supportBigNumbers: true,
      ...(tls === false
        ? {}
        : { ssl: { rejectUnauthorized: true, minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) } }),
    });
  }
}
