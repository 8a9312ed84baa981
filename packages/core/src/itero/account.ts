import type { ClinicId } from '../domain/ids.js';
import { ApiClient } from './api-client.js';
import { AxiosCalls } from './axios-calls.js';
import { Bases } from './bases.js';
import { CallGate } from './call-gate.js';
import { Discovery } from './discovery.js';
import type { HttpCalls } from './http-calls.js';
import type { IteroDeps } from './itero-app.js';
import { OAuthClient } from './oauth-client.js';
import { PairingBook } from './pairing-book.js';
import { RedirectFollower } from './redirect-follower.js';
import { TokenKeeper } from './token-keeper.js';
import { TrustedHosts } from './trusted-hosts.js';

/** Everything that calls for one clinic, put together. */
export class IteroAccount {
  readonly book: PairingBook;
  readonly trusted: TrustedHosts;
  readonly calls: HttpCalls;
  readonly oauth: OAuthClient;
  readonly bases: Bases;
  readonly tokens: TokenKeeper;
  readonly api: ApiClient;

  constructor({ app, vault, pairings, clock, logger, network }: IteroDeps, clinic: ClinicId) {
    this.book = new PairingBook(clinic, pairings, vault);
    this.trusted = new TrustedHosts(app.allowedHosts);
    this.calls = new RedirectFollower(new CallGate(new AxiosCalls(network), clock), this.trusted);
    this.oauth = new OAuthClient(app, this.calls, this.trusted, clock);
    this.bases = new Bases(app, new Discovery(this.calls, this.trusted, clock), this.book, clock, logger);
    this.tokens = new TokenKeeper(this.book, this.oauth, this.bases, clock, logger);
    this.api = new ApiClient(this.calls, this.trusted, this.tokens, this.bases, clock);
  }
}
