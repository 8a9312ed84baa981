import type { Connection, RowDataPacket } from 'mysql2/promise';
import { makeDatabase, PrivateServer } from '../../dist/index.js';

/** The oldest, one between and the newest of those that tests are made with. */
export const VERSIONS = ['16.3.34', '21.1.9', '25.4'] as const;

/** Where the tests of a suite have their databases. */
export interface Server {
  /** An empty database of a version, on a server that refuses what does not fit instead of cutting it off. */
  database(version: string): Promise<Connection>;
}

/**
 * A suite with a server of its own. Where this computer has no MariaDB it is skipped, and a line says so; under CI=true it
 * fails.
 */
export function describeWithServer(title: string, body: (server: Server) => void): void {
  describe(title, () => {
    let server: PrivateServer | undefined;
    const connections: Connection[] = [];

    before(async function () {
      server = await PrivateServer.start();
      if (server !== undefined) return;
      if (process.env['CI'] === 'true') throw new Error('These tests need MariaDB.');
      process.stderr.write(`\nSKIPPED, because there is no MariaDB here: ${title}\n`);
      this.skip();
    });

    after(async () => {
      for (const connection of connections) await connection.end();
      await server?.close();
    });

    body({
      database: async (version) => {
        const connection = await server!.connect();
        connections.push(connection);
        await makeDatabase(connection, `practice_${connections.length}`, version);
        await connection.query(`SET SESSION sql_mode = 'STRICT_ALL_TABLES'`);
        return connection;
      },
    });
  });
}

export async function rowsOf(connection: Connection, statement: string): Promise<readonly RowDataPacket[]> {
  return (await connection.query<RowDataPacket[]>(statement))[0];
}

/** The one value that a statement answers, as a number. */
export async function numberOf(connection: Connection, statement: string): Promise<number> {
  return Number(Object.values((await rowsOf(connection, statement))[0]!)[0]);
}
