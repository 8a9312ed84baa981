import { z } from 'zod';
import { VAULT_KINDS } from '../vault/open-vault.js';
import { address, hostSuffix, port, proxyAddress, text } from './fields.js';

const Tls = z.strictObject({ cert: text, key: text }).describe('PEM files');

const Http = z
  .union(
    [
      z.literal(false),
      z.strictObject({ host: text.default('127.0.0.1'), port: port.default(8478), tls: Tls.optional() }),
    ],
    'expected false, or host and port',
  )
  .prefault({})
  .describe('Health, metrics, dashboard and the pairing callback; false turns it off');

const Webhook = z
  .union(
    [z.literal(false), z.strictObject({ host: text.default('127.0.0.1'), port, publicUrl: address })],
    'expected false, or host, port and publicUrl',
  )
  .default(false)
  .describe('The listener for notifications of new scans; false turns it off');

const Network = z
  .strictObject({ proxy: proxyAddress.nullable().default(null), caFile: text.nullable().default(null) })
  .prefault({})
  .describe('How calls leave this computer');

const path = (fallback: string) => z.string().regex(/^\//, 'expected a path that begins with /').default(fallback);

const Itero = z
  .strictObject({
    clientId: text,
    clientSecret: text,
    clientAuth: z.enum(['body', 'basic']).default('body'),
    loginPage: address,
    oauthBase: address,
    baseUrl: address.describe('The legacy base, without /api/third-party'),
    discovery: z.strictObject({ v2: address.optional(), v3: address.optional() }).optional(),
    redirectUrl: address
      .refine((url) => !url.includes('#'), 'a redirect address has no #')
      .default('http://127.0.0.1:8478/pairing/callback'),
    allowedHosts: z.array(hostSuffix).min(1).describe('Host suffixes, whole labels, that may see the token'),
    paths: z
      .strictObject({
        token: path('/token'),
        revoke: path('/revoke'),
        companies: path('/companies'),
        pair: path('/pair'),
        unpair: path('/unpair'),
      })
      .prefault({}),
    scope: z.string().default(''),
    authorizeParams: z.record(z.string(), z.string()).default({}),
    usePkce: z.boolean().default(false),
  })
  .describe('The application that Align registered');

/** Everything but the clinics; each of those is checked by itself, so that a fault in one disables only that one. */
export const HouseSchema = z.strictObject({
  dataDir: text.default('./data').describe('Ledger, vault and staging; a local disk'),
  vault: z.enum(VAULT_KINDS).default('file'),
  http: Http,
  webhook: Webhook,
  network: Network,
  itero: Itero,
  clinics: z.array(z.unknown()).min(1, 'expected at least one clinic'),
});
export type HouseSchema = z.output<typeof HouseSchema>;
