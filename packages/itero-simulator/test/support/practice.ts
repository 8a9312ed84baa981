import { type SimulatorOptions, type Simulator, startSimulator } from '@chairside/itero-simulator';

/** An answer, read to its end. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  // The wire is looked at freely: each test names the fields that it expects.
  readonly json: any;
}

/** A practice's software as far as these tests need one: it logs in, pairs, and calls. */
export class Practice {
  readonly simulator: Simulator;
  readonly redirectUrl = 'http://127.0.0.1:9/callback';
  /** Address of the version 2 API. */
  base: string;
  accessToken = '';
  refreshToken = '';

  constructor(simulator: Simulator) {
    this.simulator = simulator;
    this.base = `${simulator.url}/us/third-party/v2`;
  }

  get config(): Record<string, any> {
    return this.simulator.iteroConfig(this.redirectUrl);
  }

  /** Sends the user to the login page. @returns where the page sends the user back to */
  async authorize(extra: Record<string, string> = {}): Promise<URL> {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.config['clientId'],
      redirect_uri: this.redirectUrl,
      state: 'state-1',
      ...extra,
    });
    const response = await fetch(`${this.config['loginPage']}?${query.toString()}`, { redirect: 'manual' });
    return new URL(response.headers.get('location') ?? '', this.redirectUrl);
  }

  token(fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Reply> {
    const client = { client_id: this.config['clientId'], client_secret: this.config['clientSecret'] };
    const body = new URLSearchParams(headers['authorization'] === undefined ? { ...client, ...fields } : fields);
    return this.send(`${this.config['oauthBase']}/token`, { method: 'POST', body, headers });
  }

  async redeem(code: string, extra: Record<string, string> = {}): Promise<Reply> {
    return this.token({ grant_type: 'authorization_code', code, redirect_uri: this.redirectUrl, ...extra });
  }

  refresh(refreshToken = this.refreshToken): Promise<Reply> {
    return this.token({ grant_type: 'refresh_token', refresh_token: refreshToken });
  }

  async login(): Promise<void> {
    const back = await this.authorize();
    this.#keep((await this.redeem(back.searchParams.get('code') ?? '')).json);
  }

  async pair(body: Record<string, unknown> = { companyId: 5001 }): Promise<Reply> {
    const reply = await this.post('pair', body);
    if (reply.status === 200) this.#keep(reply.json.Data ?? reply.json);
    return reply;
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Reply> {
    return this.call('GET', path, undefined, headers);
  }

  post(path: string, body?: unknown): Promise<Reply> {
    return this.call('POST', path, body);
  }

  call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> {
    const all = { authorization: `Bearer ${this.accessToken}`, 'content-type': 'application/json', ...headers };
    const address = path.startsWith('http') ? path : `${this.base}/${path}`;
    return this.send(address, { method, headers: all, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }

  async send(address: string, init: RequestInit): Promise<Reply> {
    const response = await fetch(address, { redirect: 'manual', ...init });
    const bytes = Buffer.from(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
    return {
      status: response.status,
      headers: response.headers,
      bytes,
      json: isJson ? JSON.parse(bytes.toString('utf8')) : undefined,
    };
  }

  /** Pushes an RX and answers its id. */
  async request(fields: Record<string, unknown> = {}): Promise<string> {
    const reply = await this.post('scan-request', { ...sampleRequest, ...fields });
    if (reply.status !== 200) throw new Error(`refused with ${reply.status}`);
    return reply.json.Data;
  }

  #keep(tokens: Record<string, string>): void {
    this.accessToken = tokens['access_token'] ?? '';
    this.refreshToken = tokens['refresh_token'] ?? this.refreshToken;
  }
}

export const sampleRequest = {
  CompanyId: 5001,
  DoctorId: 77,
  PatientFirstName: 'Testa',
  PatientLastName: 'Sampleton',
  PatientChartNumber: 'T-1',
};

const started: Simulator[] = [];

/** A cloud with small meshes and pictures; {@link stopAll} closes it. */
export async function startSmall(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({
    triangles: { upper: 1200, lower: 1000 },
    images: { width: 96, height: 54 },
    ...options,
  });
  started.push(simulator);
  return simulator;
}

/** A practice that is paired with company 5001 of a small cloud. */
export async function startPaired(options: SimulatorOptions = {}): Promise<Practice> {
  const practice = new Practice(await startSmall(options));
  await practice.login();
  await practice.pair();
  return practice;
}

export async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((simulator) => simulator.close()));
}
