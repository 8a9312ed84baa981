import { isLoopback } from '../config/fields.js';

/** The host of a Host header, without its port. */
function hostName(header: string): string | undefined {
  const url = `http://${header}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/**
 * Whether a request was meant for this server: its Host header names this computer or one of `names`. A page on another
 * site, whose name was made to lead here, is not (DNS rebinding).
 */
export function isOwnHost(header: string | undefined, names: readonly string[]): boolean {
  const host = header === undefined ? undefined : hostName(header);
  if (host === undefined) return false;
  return isLoopback(host) || names.some((name) => hostName(name) === host);
}
