import { ChairsideError } from '../errors/chairside-error.js';
import { isLoopback, isPublicLiteral } from './public-address.js';

function hostOf(url: URL): string {
  return url.hostname.toLowerCase().replace(/\.$/, '');
}

function parse(address: string | URL): URL {
  try {
    return new URL(address);
  } catch {
    throw new ChairsideError('CLOUD_ADDRESS_REFUSED', { detail: 'not an address' });
  }
}

/** Who may see the access token, and where a redirect may lead without it. */
export class TrustedHosts {
  readonly #suffixes: readonly string[];
  readonly #loopback: boolean;

  /** `allowedHosts` as in the configuration: host suffixes, whole labels. */
  constructor(allowedHosts: readonly string[]) {
    this.#suffixes = allowedHosts.map((host) => hostOf(parse(`https://${host}`)));
    this.#loopback = this.#suffixes.some(isLoopback);
  }

  /**
   * The address, when it may be called with the token: https to a host equal to or under an allowed one, or http to an
   * allowed loopback address. Otherwise throws CLOUD_ADDRESS_REFUSED, naming the host.
   */
  forToken(address: string | URL): URL {
    const url = parse(address);
    const host = hostOf(url);
    const allowed = this.#suffixes.some((suffix) => host === suffix || host.endsWith(`.${suffix}`));
    if (!allowed || !this.#schemeFits(url, host) || url.username !== '' || url.password !== '') this.#refuse(url);
    return url;
  }

  /**
   * The address, when a redirect may lead there without the token: https to a public host, or loopback where that is
   * allowed. A name is checked once more when it is resolved.
   */
  forStranger(address: URL): URL {
    const host = hostOf(address);
    const fits = isLoopback(host) ? this.#loopback : address.protocol === 'https:' && isPublicLiteral(host);
    if (!fits || !/^https?:$/.test(address.protocol) || address.username !== '' || address.password !== '') {
      this.#refuse(address);
    }
    return address;
  }

  #schemeFits(url: URL, host: string): boolean {
    return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(host));
  }

  #refuse(url: URL): never {
    throw new ChairsideError('CLOUD_ADDRESS_REFUSED', { detail: `${url.protocol}//${url.host}` });
  }
}
