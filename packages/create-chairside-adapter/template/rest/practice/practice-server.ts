import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Tables } from './practice-tables.js';

const VISIT = `SELECT id, patient_id AS patient, status, doctor, procedure, note FROM visits`;
const PERSON = `SELECT id, chart_number AS chartNumber, first_name AS firstName, last_name AS lastName,
  birth_date AS birthDate, changed FROM patients`;

/** The service that the practice software has before its tables. */
export class PracticeServer {
  readonly key = 'a key for the sample practice';
  readonly #tables: Tables;
  #server: Server | undefined;
  #port = 0;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** On the same port each time. */
  async start(): Promise<void> {
    const server = createServer((request, response) => {
      if (request.headers.authorization !== `Bearer ${this.key}`) return void response.writeHead(401).end();
      const answer = this.#answer(new URL(request.url ?? '/', this.url));
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? null));
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
    this.#port = (server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  }

  #answer({ pathname, searchParams }: URL): unknown {
    const given = (name: string): string => searchParams.get(name) ?? '';
    switch (pathname) {
      case '/visits':
        return this.#tables.prepare(`${VISIT} WHERE status = ? ORDER BY id`).all(given('status'));
      case '/visits/some':
        return {
          found: this.#tables
            .prepare(`${VISIT} WHERE id IN (SELECT value FROM json_each(?))`)
            .all(JSON.stringify(given('ids').split(',').map(Number))),
          isFilled: this.#tables.prepare('SELECT 1 FROM visits LIMIT 1').get() !== undefined,
        };
      case '/patients':
        return searchParams.has('id')
          ? this.#tables.prepare(`${PERSON} WHERE id = ?`).all(Number(given('id')))
          : this.#tables
              .prepare(`${PERSON} WHERE chart_number = ? OR last_name = ? COLLATE NOCASE LIMIT 100`)
              .all(given('chartNumber'), given('lastName'));
      case '/patients/changed':
        return this.#tables
          .prepare(`${PERSON} WHERE changed > ? ORDER BY changed LIMIT ?`)
          .all(Number(given('after')), Number(given('limit')));
      default:
        return undefined;
    }
  }
}
