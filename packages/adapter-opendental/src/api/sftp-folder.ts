import { ChairsideError } from '@chairside/core';
import type { FileDigest } from '@chairside/core/files';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import SftpClient from 'ssh2-sftp-client';
import type { SftpOptions } from './api-options.js';

const CONNECT_TIMEOUT = 20_000;
const SSH_PORT = 22;
/** A server that says nothing is asked for a sign of life as often, milliseconds, and given up when it owes several. */
const SIGN_OF_LIFE = 15_000;
const SIGNS_OWED = 3;

/** The folder of an SFTP server from which Open Dental fetches large files. Throws CHART_SFTP_UNREACHABLE, STOPPED. */
export class SftpFolder {
  readonly account: SftpOptions;
  readonly #signOfLife: number;
  #seenKey: string | undefined;

  constructor(account: SftpOptions, signOfLife = SIGN_OF_LIFE) {
    this.account = account;
    this.#signOfLife = signOfLife;
  }

  /** The key of the server that was talked to last, as `ssh-keygen -l` prints it. */
  get seenKey(): string | undefined {
    return this.#seenKey;
  }

  /** How Open Dental is told of a file of the folder (Open Dental API, Documents POST UploadSftp). */
  address(name: string): string {
    return `${this.account.address}${this.#path(name)}`;
  }

  /** Copies a local file there, replacing one of that name. */
  put(source: string, name: string, signal: AbortSignal): Promise<void> {
    return this.#use(async (client) => {
      // Sends many pieces at once: one after the other, each would wait for its answer.
      await client.fastPut(source, this.#path(name));
    }, signal);
  }

  /** Reads a file to its end. */
  digest(name: string, signal: AbortSignal): Promise<FileDigest> {
    return this.#use(async (client) => {
      const hash = createHash('sha256');
      let size = 0;
      for await (const chunk of client.createReadStream(this.#path(name))) {
        hash.update(chunk as Buffer);
        size += (chunk as Buffer).length;
      }
      return { size, sha256: hash.digest('hex') };
    }, signal);
  }

  /** Removes a file; may be called for one that is not there. */
  remove(name: string, signal: AbortSignal): Promise<void> {
    return this.#use(async (client) => {
      await client.delete(this.#path(name), true);
    }, signal);
  }

  /** Does what a filing does: writes a file and removes it. */
  tryWriting(name: string, signal: AbortSignal): Promise<void> {
    return this.#use(async (client) => {
      await client.put(Buffer.from('probe'), this.#path(name));
      await client.delete(this.#path(name));
    }, signal);
  }

  #path(name: string): string {
    const folder = this.account.folder.replace(/^\/+|\/+$/g, '');
    return folder === '' ? `/${name}` : `/${folder}/${name}`;
  }

  async #use<T>(work: (client: SftpClient) => Promise<T>, signal: AbortSignal): Promise<T> {
    const client = new SftpClient();
    const stop = (): void => void client.end().catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      signal.throwIfAborted();
      await client.connect(this.#connection());
      return await work(client);
    } catch (thrown) {
      if (signal.aborted) throw new ChairsideError('STOPPED');
      // The server's own sentence may hold a path.
      const { code } = thrown as { readonly code?: unknown };
      throw new ChairsideError('CHART_SFTP_UNREACHABLE', { detail: typeof code === 'string' ? code : undefined });
    } finally {
      signal.removeEventListener('abort', stop);
      await client.end().catch(() => undefined);
    }
  }

  #connection(): SftpClient.ConnectOptions {
    const { address, user, password, hostKey } = this.account;
    const { hostname, port } = new URL(`sftp://${address}`);
    return {
      // Small packets must not wait for larger ones.
      sock: connect({
        host: hostname.replace(/^\[|\]$/g, ''),
        port: port === '' ? SSH_PORT : Number(port),
        noDelay: true,
      }),
      username: user,
      password,
      readyTimeout: CONNECT_TIMEOUT,
      keepaliveInterval: this.#signOfLife,
      keepaliveCountMax: SIGNS_OWED,
      hostVerifier: (key: Buffer) => {
        this.#seenKey = `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
        return hostKey === undefined || hostKey === this.#seenKey;
      },
    };
  }
}
