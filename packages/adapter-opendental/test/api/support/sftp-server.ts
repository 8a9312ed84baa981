import { createHash, generateKeyPairSync } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2, { type Connection, type ParsedKey, type SFTPWrapper } from 'ssh2';
import type { SftpOptions } from '../../../dist/api/api-options.js';

const { OPEN_MODE, STATUS_CODE } = ssh2.utils.sftp;
const ACCOUNT = { user: 'scans', password: 'a secret of sftp' };

interface Handle {
  readonly path: string;
  readonly chunks: { readonly offset: number; readonly data: Buffer }[];
}

/** An SFTP server in this process that keeps its files in memory. */
export class SftpServer {
  /** By absolute path. */
  readonly files = new Map<string, Buffer>();
  /** The path of everything that was written, in its order. */
  readonly written: string[] = [];
  /** As `ssh-keygen -l` prints it. */
  readonly hostKey: string;
  /** What is in a file when it was written, where not what was sent. */
  damage: (content: Buffer) => Buffer = (content) => content;
  readonly #server: ssh2.Server;
  readonly #connections = new Set<Connection>();

  private constructor() {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const key = privateKey.export({ type: 'sec1', format: 'pem' }).toString();
    const published = (ssh2.utils.parseKey(key) as ParsedKey).getPublicSSH();
    this.hostKey = `SHA256:${createHash('sha256').update(published).digest('base64').replace(/=+$/, '')}`;
    this.#server = new ssh2.Server({ hostKeys: [key] }, (connection) => this.#serve(connection));
  }

  static async start(): Promise<SftpServer> {
    const server = new SftpServer();
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  /** How it is named in the configuration. */
  get options(): SftpOptions {
    const { port } = this.#server.address() as AddressInfo;
    return { address: `127.0.0.1:${port}`, ...ACCOUNT, folder: '/scans', hostKey: this.hostKey };
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.end();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #serve(connection: Connection): void {
    this.#connections.add(connection);
    // The types leave it out.
    (connection as Connection & { setNoDelay(on: boolean): void }).setNoDelay(true);
    connection.on('error', () => undefined);
    connection.on('close', () => this.#connections.delete(connection));
    connection.on('authentication', (context) => {
      const known = context.method === 'password' && context.password === ACCOUNT.password;
      if (known && context.username === ACCOUNT.user) context.accept();
      else context.reject(['password']);
    });
    connection.on('session', (accept) => {
      accept().on('sftp', (acceptSftp) => this.#answer(acceptSftp()));
    });
  }

  #answer(sftp: SFTPWrapper): void {
    const handles = new Map<number, Handle>();
    let next = 0;
    const handleOf = (id: Buffer): Handle => handles.get(id.readUInt32BE(0))!;
    const attributes = (content: Buffer) => ({
      mode: 0o100600,
      uid: 0,
      gid: 0,
      size: content.length,
      atime: 0,
      mtime: 0,
    });
    const stat = (request: number, path: string): void => {
      const content = this.files.get(path);
      if (content === undefined) sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
      else sftp.attrs(request, attributes(content));
    };
    sftp.on('OPEN', (request, path, flags) => {
      const writing = (flags & OPEN_MODE.WRITE) !== 0;
      if (!path.startsWith('/scans/') || (!writing && !this.files.has(path))) {
        sftp.status(request, STATUS_CODE.NO_SUCH_FILE);
        return;
      }
      if (writing) this.written.push(path);
      const id = Buffer.alloc(4);
      id.writeUInt32BE((next += 1), 0);
      handles.set(next, { path, chunks: [] });
      if (writing) this.files.set(path, Buffer.alloc(0));
      sftp.handle(request, id);
    });
    sftp.on('WRITE', (request, id, offset, data) => {
      handleOf(id).chunks.push({ offset, data: Buffer.from(data) });
      sftp.status(request, STATUS_CODE.OK);
    });
    sftp.on('READ', (request, id, offset, length) => {
      const content = this.files.get(handleOf(id).path)!;
      if (offset >= content.length) sftp.status(request, STATUS_CODE.EOF);
      else sftp.data(request, content.subarray(offset, offset + length));
    });
    sftp.on('CLOSE', (request, id) => {
      const { path, chunks } = handleOf(id);
      const sorted = chunks.toSorted((one, other) => one.offset - other.offset);
      if (sorted.length > 0) this.files.set(path, this.damage(Buffer.concat(sorted.map(({ data }) => data))));
      handles.delete(id.readUInt32BE(0));
      sftp.status(request, STATUS_CODE.OK);
    });
    sftp.on('FSTAT', (request, id) => stat(request, handleOf(id).path));
    sftp.on('STAT', stat);
    sftp.on('LSTAT', stat);
    sftp.on('SETSTAT', (request) => sftp.status(request, STATUS_CODE.OK));
    sftp.on('FSETSTAT', (request) => sftp.status(request, STATUS_CODE.OK));
    sftp.on('REALPATH', (request, path) =>
      sftp.name(request, [{ filename: path, longname: path, attrs: attributes(Buffer.alloc(0)) }]),
    );
    sftp.on('REMOVE', (request, path) =>
      sftp.status(request, this.files.delete(path) ? STATUS_CODE.OK : STATUS_CODE.NO_SUCH_FILE),
    );
  }
}
