import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Clock } from '../ports/clock.js';
import type { Logger } from '../ports/logger.js';
import type { PairingStore } from '../ports/pairing-store.js';
import type { SecretVault } from '../ports/secret-vault.js';

/** The application that Align registered, and where its addresses are; the configuration's `itero` section. */
export interface IteroApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Where the client's credentials stand in calls to the login server: in the form, or in a Basic header. */
  readonly clientAuth: 'body' | 'basic';
  /** Opened in a browser. */
  readonly loginPage: string;
  readonly oauthBase: string;
  /** The legacy base: `{baseUrl}/api/third-party/v2`, used where `discovery` names nothing. */
  readonly baseUrl: string;
  readonly discovery?: { readonly v2?: string | undefined; readonly v3?: string | undefined } | undefined;
  readonly redirectUrl: string;
  /** Host suffixes, whole labels, that may see the bearer token; loopback addresses may be listed. */
  readonly allowedHosts: readonly string[];
  readonly paths: {
    readonly token: string;
    readonly revoke: string;
    readonly companies: string;
    readonly pair: string;
    readonly unpair: string;
  };
  /** Empty: none is sent. */
  readonly scope: string;
  /** Added to the login address; cannot replace what OAuth itself needs there. */
  readonly authorizeParams: Readonly<Record<string, string>>;
  readonly usePkce: boolean;
}

/** How calls leave the computer. */
export interface IteroNetwork {
  /** Agents that know the proxy and the trusted certificates; the environment's proxy variables are not read. */
  readonly httpAgent?: HttpAgent | undefined;
  readonly httpsAgent?: HttpsAgent | undefined;
  /** Milliseconds from the start of a call until its answer begins, connecting included; 30 s where absent. */
  readonly answerTimeout?: number | undefined;
  /** Milliseconds that a connection may be silent while an answer's body is read; 60 s where absent. */
  readonly idleTimeout?: number | undefined;
  /** Milliseconds in which an answer that is no file must be whole; 5 minutes where absent. */
  readonly wholeTimeout?: number | undefined;
  /** Bytes of a file that must come within each `idleTimeout`; 16 KB where absent. */
  readonly leastBytes?: number | undefined;
}

/** What the iTero implementation needs of its surroundings. */
export interface IteroDeps {
  readonly app: IteroApp;
  readonly vault: SecretVault;
  readonly pairings: PairingStore;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network?: IteroNetwork | undefined;
}
