import { z } from 'zod';
import { VAULT_KINDS } from '../vault/open-vault.js';
import { address, duration, hostName, hostSuffix, port, proxyAddress, text } from './fields.js';

const Tls = z
  .strictObject({
    cert: text.describe('Path of the certificate with its chain, PEM'),
    key: text.describe('Path of its key, PEM'),
  })
  .describe('Serves https; needed where host is not this computer');

const Session = z
  .strictObject({
    idle: duration('15m').describe('Signed out after this long without doing anything'),
    longest: duration('12h').describe('Signed out after this long whatever is done'),
  })
  .prefault({})
  .describe('How long somebody stays signed in to the dashboard');

const Http = z
  .union(
    [
      z.literal(false),
      z.strictObject({
        host: text.default('127.0.0.1').describe('The address to listen at'),
        port: port.default(8478).describe('0: any that is free'),
        names: z
          .array(hostName)
          .default([])
          .describe('Further names under which browsers may call it, besides host and those of this computer'),
        tls: Tls.optional(),
        session: Session,
      }),
    ],
    'expected false, or host and port',
  )
  .prefault({})
  .describe('Listens for the dashboard, /healthz, /metrics and the redirect of a login; false: not at all');

const Webhook = z
  .union(
    [
      z.literal(false),
      z.strictObject({
        host: text.default('127.0.0.1').describe('The address to listen at'),
        port: port.describe('Another one than http.port, such as 8479; 0: any that is free'),
        publicUrl: address.describe('Where iTero reaches this listener, without /webhook; goes to iTero in pairing'),
      }),
    ],
    'expected false, or host, port and publicUrl',
  )
  .default(false)
  .describe('Listens for notifications of new scans, in plain HTTP; false: not at all');

const Network = z
  .strictObject({
    proxy: proxyAddress
      .nullable()
      .default(null)
      .describe(
        'Address of a proxy, http or https, with NAME:PASSWORD@ before its host where it asks for that; null: none',
      ),
    caFile: text
      .nullable()
      .default(null)
      .describe('Path of certificates, PEM, that are trusted besides the usual ones; null: none'),
  })
  .prefault({})
  .describe('How calls leave this computer');

const path = (fallback: string, of: string) =>
  z.string().regex(/^\//, 'expected a path that begins with /').default(fallback).describe(of);

const Itero = z
  .strictObject({
    clientId: text.describe('Of the application, from Align'),
    clientSecret: text.describe('Of the application, from Align; best kept in the vault'),
    clientAuth: z
      .enum(['body', 'basic'])
      .default('body')
      .describe('Where id and secret stand in calls to the login server: in the form, or in a Basic header'),
    loginPage: address.describe('Opened in a browser by pair'),
    oauthBase: address.describe('Base of the login server, for paths.token and paths.revoke'),
    baseUrl: address.describe(
      'The legacy base of the API, without /api/third-party; used where there is no discovery.v2',
    ),
    discovery: z
      .strictObject({
        v2: address.optional().describe('Asked for the base of all calls but the search of v3'),
        v3: address.optional().describe('Asked for the base of the patient search with * and days'),
      })
      .optional()
      .describe('The addresses that say where the API of an account is'),
    redirectUrl: address
      .refine((url) => !url.includes('#'), 'a redirect address has no #')
      .default('http://127.0.0.1:8478/pairing/callback')
      .describe('Where the login page sends the browser back to, exactly as Align registered it'),
    allowedHosts: z
      .array(hostSuffix)
      .min(1)
      .describe('The hosts, with all below them, that may see the access token, such as itero.com'),
    paths: z
      .strictObject({
        token: path('/token', 'Gives tokens, at oauthBase'),
        revoke: path('/revoke', 'Ends tokens, at oauthBase'),
        companies: path('/companies', 'The accounts of a login, at the base of the API'),
        pair: path('/pair', 'Pairs one of them, at the base of the API'),
        unpair: path('/unpair', 'Ends the pairing, at the base of the API'),
      })
      .prefault({})
      .describe('Only where Align names other ones'),
    scope: z.string().default('').describe('Asked for at the login; empty: none'),
    authorizeParams: z
      .record(z.string(), z.string())
      .default({})
      .describe('Further parameters of the login address; they replace none of its own'),
    usePkce: z.boolean().default(false).describe('Proves at the token call who began the login (RFC 7636)'),
  })
  .describe('The application that Align registered');

/** Everything but the clinics; each of those is checked by itself, so that a fault in one disables only that one. */
export const HouseSchema = z.strictObject({
  dataDir: text
    .default('./data')
    .describe('The folder of ledger, vault and staging; on a local disk, never on a share'),
  vault: z
    .enum(VAULT_KINDS)
    .default('file')
    .describe("Where the vault's key is: in vault.key beside it, or in the keyring of the operating system"),
  http: Http,
  webhook: Webhook,
  network: Network,
  itero: Itero,
  clinics: z.array(z.unknown()).min(1, 'expected at least one clinic').describe('One or more'),
});
export type HouseSchema = z.output<typeof HouseSchema>;
