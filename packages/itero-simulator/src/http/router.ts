import type { TokenFamily } from '../world/token-store.js';
import type { Answer } from './answer.js';
import type { Exchange } from './exchange.js';

/** What an endpoint is called with besides the request. */
export interface Call {
  readonly exchange: Exchange;
  /** Values of the `:name` parts of the route. */
  readonly params: Readonly<Record<string, string>>;
  /** The address that the call came in by, up to its resource: answers carry links below it. */
  readonly base: string;
  /** A fault sends this download to the storage host with this code. */
  readonly redirectBy?: number | undefined;
}

/** A call with a live access token. */
export interface AuthorizedCall extends Call {
  readonly family: TokenFamily;
}

/** A call with the token of a paired account. */
export interface PairedCall extends AuthorizedCall {
  readonly companyId: number;
}

/** A resource. `token` says which access tokens it takes: none, those of a login, those of a pairing, or either. */
export type Route = { readonly method: string; readonly path: string } & (
  | { readonly token: 'none'; readonly answer: (call: Call) => Answer | Promise<Answer> }
  | { readonly token: 'login' | 'either'; readonly answer: (call: AuthorizedCall) => Answer | Promise<Answer> }
  | { readonly token: 'paired'; readonly answer: (call: PairedCall) => Answer | Promise<Answer> }
);

/** A route that was found for a path. */
export interface Found {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a method and path; `wrong-method` where only the method is not served. */
export function findRoute(routes: readonly Route[], method: string, path: string): Found | 'wrong-method' | undefined {
  let known = false;
  for (const route of routes) {
    const params = match(route.path, path);
    if (params === undefined) continue;
    known = true;
    if (route.method === method || (route.method === 'GET' && method === 'HEAD')) return { route, params };
  }
  return known ? 'wrong-method' : undefined;
}

function match(pattern: string, path: string): Readonly<Record<string, string>> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index]!;
    if (part.startsWith(':')) params[part.slice(1)] = decode(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
