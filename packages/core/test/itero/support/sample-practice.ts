import { ClinicId, PatientRef } from '@chairside/core';
import type { RxSubmission } from '@chairside/core/house';
import {
  IteroPairing,
  IteroScanService,
  type IteroApp,
  type IteroDeps,
  type IteroNetwork,
} from '@chairside/core/itero';
import { FakeClock } from './fake-clock.js';
import { MemoryLogger } from './memory-logger.js';
import { MemoryPairings } from './memory-pairings.js';
import { MemoryVault } from './memory-vault.js';
import { ScriptedServer, sendJson } from './scripted-server.js';

export const CLINIC = ClinicId('sample-clinic');
export const COMPANY = 4711;
export const RX_ID = 'a09292aa-8b06-45f9-a73c-350538bb32f3';
export const HOUR = 3_600_000;
/** The legacy base of the API. */
export const API = '/api/third-party/v2';

export const SAMPLE_RX: RxSubmission = {
  patient: {
    ref: PatientRef('p-1'),
    firstName: 'Testa',
    lastName: 'Sampleperson',
    chartNumber: 'T-1001',
    dateOfBirth: '1980-02-03',
    gender: 'Female',
  },
  doctorId: 77,
  labId: 9,
  procedureMapId: 30,
  notes: 'upper right first molar',
};

/** An order as the document shows it. */
export function wireOrder(
  orderId: number | string,
  fields: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    RxId: RX_ID,
    OrderId: orderId,
    OrderCode: 'ABCD1234',
    ScanningDate: '2026-05-19T10:00:00',
    PatientFirstName: 'Testa',
    PatientLastName: 'Sampleperson',
    PatientChartNumber: 'T-1001',
    CompanyId: COMPANY,
    Status: 'Completed',
    Preps: [{ AdaId: 4, UnitTypeId: 2, UnitTypeName: 'Crown', BridgeId: null }],
    ...fields,
  };
}

/** What is on all pages. */
export async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const items: T[] = [];
  for await (const page of pages) items.push(...page);
  return items;
}

/** A paired clinic, the server that plays login and API for it, and what it stores; shared by any number of services. */
export class SamplePractice {
  readonly vault = new MemoryVault();
  readonly pairings = new MemoryPairings();
  readonly clock = new FakeClock();
  readonly logger = new MemoryLogger();
  readonly server: ScriptedServer;
  /** What the server takes as a good access token. */
  goodToken = 'access-1';
  refreshes = 0;
  readonly #change: Partial<IteroApp>;

  private constructor(server: ScriptedServer, change: Partial<IteroApp>) {
    this.server = server;
    this.#change = change;
  }

  static async start(change: Partial<IteroApp> = {}): Promise<SamplePractice> {
    const practice = new SamplePractice(await ScriptedServer.start(), change);
    await practice.paired();
    practice.server.on('POST /oauth/token', (request, response) => {
      practice.refreshes += 1;
      practice.goodToken = `access-${practice.refreshes + 1}`;
      const form = new URLSearchParams(request.body);
      sendJson(response, { access_token: practice.goodToken, refresh_token: `${form.get('refresh_token') ?? ''}+` });
    });
    return practice;
  }

  app(): IteroApp {
    const { url } = this.server;
    return {
      clientId: 'sample-app',
      clientSecret: 'sample-secret',
      clientAuth: 'body',
      loginPage: `${url}/login?lang=en`,
      oauthBase: `${url}/oauth`,
      baseUrl: url,
      redirectUrl: 'https://practice.example/callback',
      allowedHosts: ['127.0.0.1'],
      paths: { token: '/token', revoke: '/revoke', companies: '/companies', pair: '/pair', unpair: '/unpair' },
      scope: '',
      authorizeParams: {},
      usePkce: false,
      ...this.#change,
    };
  }

  deps(network?: IteroNetwork): IteroDeps {
    const { vault, pairings, clock, logger } = this;
    return { app: this.app(), vault, pairings, clock, logger, network };
  }

  service(network?: IteroNetwork): IteroScanService {
    return new IteroScanService(this.deps(network), CLINIC);
  }

  pairing(network?: IteroNetwork): IteroPairing {
    return new IteroPairing(this.deps(network));
  }

  /** Stores a pairing and its tokens. */
  async paired(): Promise<void> {
    const now = this.clock.now();
    await this.pairings.save({
      clinic: CLINIC,
      companyId: COMPANY,
      companyName: 'Sample Dental',
      status: 'paired',
      pairedAt: now,
      firstPairedAt: now,
      warnings: [],
      bases: {},
    });
    await this.storeTokens('access-1', 'refresh-1');
  }

  async storeTokens(accessToken: string, refreshToken: string): Promise<void> {
    const now = this.clock.now();
    await this.vault.set(
      `itero/${CLINIC}/tokens`,
      JSON.stringify({ accessToken, refreshToken, obtainedAt: now, expiresAt: now + HOUR }),
    );
  }

  storedTokens(): { accessToken: string; refreshToken: string } | undefined {
    const json = this.vault.secrets.get(`itero/${CLINIC}/tokens`);
    return json === undefined ? undefined : (JSON.parse(json) as { accessToken: string; refreshToken: string });
  }

  /** Answers a route with JSON for the good token and with 401 for any other. */
  guarded(route: string, body: unknown): this {
    this.server.on(route, (request, response) => {
      if (request.headers.authorization === `Bearer ${this.goodToken}`) sendJson(response, body);
      else sendJson(response, {}, 401);
    });
    return this;
  }

  practiceAnswer(companyId = COMPANY): unknown {
    return {
      Data: {
        Header: { CompanyId: companyId, CompanyName: 'Sample Dental', CountryCode: 'XX', ReportDate: '2026-05-20' },
        Doctors: [{ Id: 77, Name: 'Dr Sample' }],
        Labs: [{ Id: 9, Name: 'Sample Lab', Types: ['Dental'], Address: null, DefinedCaseTypes: [1] }],
        UnitTypes: [],
      },
      Status: 1,
    };
  }
}
