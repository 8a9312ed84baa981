import { createHash } from 'node:crypto';
import type { OrderView, Simulator } from '@chairside/itero-simulator';
import { readZip } from './read-zip.js';

/** SHA-256 by name. */
export type Hashes = Readonly<Record<string, string>>;

/** The files of an order as the cloud made them. */
export interface MadeFiles {
  readonly export: Hashes;
  readonly gallery: Hashes;
  /** Without names of their own: only their hashes, in the order in which they were taken. */
  readonly captures: readonly string[];
}

const REDIRECT = 'http://127.0.0.1:9/other-software';

/** Another software of the same practice, which fetches files where they are in any case. */
export class CloudFiles {
  readonly #files: string;
  readonly #token: string;

  private constructor(files: string, token: string) {
    this.#files = files;
    this.#token = token;
  }

  /** Pairs with an account; the cloud must be as the document has it while this is done. */
  static async open(simulator: Simulator, companyId: number): Promise<CloudFiles> {
    const base = `${simulator.url}/us/third-party/v2`;
    const { clientId, clientSecret, loginPage, oauthBase } = simulator.iteroConfig(REDIRECT) as Record<string, string>;
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId!,
      redirect_uri: REDIRECT,
      state: 's',
    });
    const login = await fetch(`${loginPage}?${query.toString()}`, { redirect: 'manual' });
    const code = new URL(login.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
    const body = new URLSearchParams({ ...form, client_id: clientId!, client_secret: clientSecret! });
    const tokens = await json(await fetch(`${oauthBase}/token`, { method: 'POST', body }));
    const headers = { authorization: `Bearer ${String(tokens['access_token'])}`, 'content-type': 'application/json' };
    const paired = await json(
      await fetch(`${base}/pair`, { method: 'POST', headers, body: JSON.stringify({ companyId }) }),
    );
    return new CloudFiles(
      `${simulator.url}/moved/third-party/v2`,
      String((paired['Data'] as Record<string, unknown>)['access_token']),
    );
  }

  async of({ orderId, captures }: OrderView): Promise<MadeFiles> {
    const at = `order/${orderId}/download`;
    const pictures = captures.map(({ captureId }) => this.#bytes(`${at}/SCREEN_CAPTURE/${captureId}`));
    return {
      export: zipHashes(await this.#bytes(`${at}/IDE`)),
      gallery: zipHashes(await this.#bytes(`${at}/IMAGE_GALLERY`)),
      captures: (await Promise.all(pictures)).map(sha256),
    };
  }

  async #bytes(path: string): Promise<Buffer> {
    const answer = await fetch(`${this.#files}/${path}`, { headers: { authorization: `Bearer ${this.#token}` } });
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status}`);
    return Buffer.from(await answer.arrayBuffer());
  }
}

export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function zipHashes(zip: Buffer): Hashes {
  return Object.fromEntries([...readZip(zip)].map(([name, bytes]) => [name, sha256(bytes)]));
}

async function json(answer: Response): Promise<Record<string, unknown>> {
  return (await answer.json()) as Record<string, unknown>;
}
