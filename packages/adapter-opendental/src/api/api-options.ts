import { isLoopback } from '../loopback.js';

/** The SFTP server over which Open Dental fetches what is too large for its API. */
export interface SftpOptions {
  /** Host, or host:port, as Open Dental's server and this computer both name it. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Where this account may read and write; from the root of the server. */
  readonly folder: string;
  /** SHA-256 of the server's key as `ssh-keygen -l` prints it, `SHA256:…`; where given, no other server is talked to. */
  readonly hostKey?: string | undefined;
}

/** The adapter's `api` section. */
export interface ApiOptions {
  readonly baseUrl: string;
  readonly developerKey: string;
  readonly customerKey: string;
  readonly sftp?: SftpOptions | undefined;
}

/** What keeps an address from being called: keys and patients' files go over it. */
export function baseUrlProblem(baseUrl: string): string | undefined {
  const { protocol, hostname, username, password } = new URL(baseUrl);
  if (username !== '' || password !== '') return 'expected an address without a name and password in it';
  if (protocol === 'https:' || isLoopback(hostname)) return undefined;
  return 'expected https, or http to this computer: the keys and the files go over it';
}

/** Whether calls go through Open Dental's own servers, which count them (Open Dental API, Throttling). */
export function isRemote(baseUrl: string): boolean {
  return !isLoopback(new URL(baseUrl).hostname);
}
