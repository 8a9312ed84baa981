import { CaptureLogger, FakeClock } from '@chairside/adapter-testkit';
import type { AdapterPorts, Patient, ScanSink } from '@chairside/core';
import type { FastifyInstance } from 'fastify';
import { SignIn } from '../../../dist/access/sign-in.js';
import { Sessions } from '../../../dist/access/sessions.js';
import type { ApiClinic } from '../../../dist/http/api/api-parts.js';
import { serveApi } from '../../../dist/http/api/serve-api.js';
import type { ServerTls } from '../../../dist/http/base-server.js';
import { createMainServer } from '../../../dist/http/main-server.js';
import { Metrics } from '../../../dist/http/metrics.js';
import { listen } from '../../../dist/http/server-address.js';
import { serveDashboard } from '../../../dist/http/serve-dashboard.js';
import { samplePolicy } from '../../flow/support/sample-policy.js';
import { TempLedger } from '../../ledger/temp-ledger.js';
import { call, type Answer } from '../http-client.js';

export const PASSWORD = 'a sample pass phrase';
export const MINUTE = 60_000;

/** What a browser sends of its own. */
export interface Browser {
  readonly cookie: string;
  readonly proof: string;
}

/** The operator's server over a ledger of its own, with one clinic and two people who may sign in. */
export class ApiStage {
  readonly temp: TempLedger;
  readonly clock = new FakeClock();
  readonly logger = new CaptureLogger();
  readonly known: Patient[] = [];
  readonly server: FastifyInstance;
  clinic: ApiClinic;
  port = 0;

  private constructor(temp: TempLedger, tls: ServerTls | undefined) {
    this.temp = temp;
    const { auditLog, operators, sessions: stored, pairings } = temp.whole;
    // Real hashes take their time, which is shown elsewhere.
    const passwords = {
      verify: (hash: string | undefined, password: string) =>
        Promise.resolve(hash !== undefined && password === PASSWORD),
    };
    const { clock, logger } = this;
    const sessions = new Sessions(stored, clock, { idle: 15 * MINUTE, longest: 720 * MINUTE });
    const signIn = new SignIn({ operators, sessions, auditLog, passwords, clock });
    const byRef = (ref: string): Promise<Patient | undefined> =>
      Promise.resolve(this.known.find((patient) => patient.ref === ref));
    const sink = { withdraw: () => Promise.resolve({ left: [] }) } as unknown as ScanSink;
    const adapter = { patients: { byRef }, sink } as unknown as AdapterPorts;
    this.clinic = { ledger: temp.clinic, policy: samplePolicy(), adapter, disabled: null };
    this.server = createMainServer({
      logger,
      tls,
      hosts: ['chairside.example'],
      health: () => ({ ok: true }),
      metrics: new Metrics().registry,
      takeRedirect: () => Promise.resolve(),
    });
    const signal = new AbortController().signal;
    const clinics = (): readonly ApiClinic[] => [this.clinic];
    serveApi(this.server, { clock, signIn, sessions, auditLog, pairings, signal, clinics }, logger);
  }

  static async open(tls?: ServerTls): Promise<ApiStage> {
    const temp = await TempLedger.make();
    const stage = new ApiStage(temp, tls);
    for (const [name, role] of [
      ['anna', 'operator'],
      ['vera', 'viewer'],
    ] as const)
      await temp.whole.operators.add(name, role, 'hash', {
        at: stage.clock.now(),
        actor: 'sample',
        action: 'operator added',
        subject: name,
      });
    await serveDashboard(stage.server);
    stage.port = (await listen(stage.server, { host: '127.0.0.1', port: 0 })).port;
    return stage;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.temp.remove();
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** A call as our own page makes it; `headers` replace those of the browser, undefined leaves one out. */
  ask(
    method: string,
    path: string,
    browser?: Browser,
    body?: object,
    headers: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Answer> {
    const all: Record<string, string | undefined> = {
      host: `127.0.0.1:${this.port}`,
      'sec-fetch-site': 'same-origin',
      origin: method === 'GET' ? undefined : this.origin,
      cookie: browser?.cookie,
      'x-chairside-proof': browser?.proof,
      'content-type': body === undefined ? undefined : 'application/json',
      ...headers,
    };
    const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      string
    >;
    return call(this.port, path, { method, headers: sent }, body === undefined ? undefined : JSON.stringify(body));
  }

  async signIn(name = 'anna'): Promise<Browser> {
    const { status, headers, body } = await this.ask('POST', '/api/session', undefined, { name, password: PASSWORD });
    if (status !== 200) throw new Error(`${status} ${body}`);
    const { session } = JSON.parse(body) as { readonly session: { readonly proof: string } };
    return { cookie: (headers['set-cookie']?.[0] ?? '').split(';')[0]!, proof: session.proof };
  }

  /** What was audited since the sign-ins: `who action subject detail`. */
  audited(): readonly string[] {
    return [...this.temp.whole.auditLog.rows()]
      .filter(({ action }) => !/^signed in|^operator added/.test(action))
      .map(({ actor, action, subject, detail }) =>
        [actor, action, subject, ...(detail === null ? [] : [detail])].join(' | '),
      );
  }
}
