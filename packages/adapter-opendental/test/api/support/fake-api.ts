import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import SftpClient from 'ssh2-sftp-client';

// Written from the published documentation of Open Dental's API: Implementation, Documents, Definitions.

export const KEYS = { developerKey: 'DEVELOPER-KEY-1', customerKey: 'CUSTOMER-KEY-1' };

interface Row {
  DocNum: string;
  PatNum: string;
  Description: string;
  DocCategory: number;
  ImgType: string;
  FileName: string;
  Note: string;
  bytes: Buffer;
}

interface Definition {
  readonly DefNum: number;
  readonly ItemName: string;
  readonly ItemValue: string;
  readonly isHidden: 'true' | 'false';
}

/** What goes wrong with a call. */
export interface Fault {
  /** Of the calls whose method and path begin so; others pass. */
  readonly of: string;
  /** Whether the call has its effect all the same. */
  readonly done: boolean;
  /** The connection is cut, or this status comes. */
  readonly answer: 'cut' | number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = readonly [status: number, body: unknown];

const TOO_OLD: Answer = [400, 'The version of the dental office is not high enough to use this API method.'];

/** The API of a practice's Open Dental, as documented, with the practice's documents in memory. */
export class FakeApi {
  /** Method and path of every call, without the query, in their order. */
  readonly calls: string[] = [];
  readonly bodies: Record<string, unknown>[] = [];
  readonly queries: URLSearchParams[] = [];
  readonly patients = new Set(['15', '16']);
  readonly documents: Row[] = [];
  version = '25.3.1';
  /** The number of the next document. */
  next = 400n;
  /** A field of which a list tells nothing. */
  hidden: 'filePath' | 'Note' | undefined;
  definitions: Definition[] = [
    { DefNum: 130, ItemName: 'X-rays', ItemValue: 'X', isHidden: 'false' },
    { DefNum: 135, ItemName: 'Scans', ItemValue: '', isHidden: 'false' },
    { DefNum: 136, ItemName: 'Shown', ItemValue: 'XL', isHidden: 'false' },
    { DefNum: 137, ItemName: 'Old', ItemValue: '', isHidden: 'true' },
  ];
  /** Each is met once, by the first call that it is of. */
  readonly faults: Fault[] = [];
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => void this.#serve(request, response));
  }

  static async start(): Promise<FakeApi> {
    const api = new FakeApi();
    await new Promise<void>((resolve) => api.#server.listen(0, '127.0.0.1', resolve));
    return api;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/api/v1`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** A person clicks on a document for the first time. */
  open(number: string): void {
    const at = this.documents.findIndex(({ DocNum }) => DocNum === number);
    const [, ending = '', base64 = ''] = /^_rawBase64_:(\.[a-z]+)_(.*)$/s.exec(this.documents[at]!.Note) ?? [];
    const [row] = this.documents.splice(at, 1);
    const made = this.#add({ ...row!, Note: '', bytes: Buffer.from(base64, 'base64') });
    made.FileName = `SampleTest${made.DocNum}${ending}`;
  }

  /** A person deletes a document. */
  remove(number: string): void {
    this.documents.splice(
      this.documents.findIndex(({ DocNum }) => DocNum === number),
      1,
    );
  }

  /** What stands in a patient's chart, opened or not. */
  chart(patient: string): readonly Row[] {
    return this.documents.filter(({ PatNum }) => PatNum === patient);
  }

  #add(row: Omit<Row, 'DocNum'>): Row {
    const made = { ...row, DocNum: String(this.next) };
    this.next += 1n;
    this.documents.push(made);
    return made;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://fake');
    const path = url.pathname.replace('/api/v1/', '');
    const called = `${request.method} ${path}`;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    this.calls.push(called);
    this.queries.push(url.searchParams);
    if (text !== '') this.bodies.push(JSON.parse(text) as Record<string, unknown>);
    const at = this.faults.findIndex(({ of }) => called.startsWith(of));
    const [fault] = at < 0 ? [] : this.faults.splice(at, 1);
    const [status, body] =
      fault?.done === false ? [0, ''] : await this.#answer(request, called, url.searchParams, text);
    if (fault?.answer === 'cut') request.socket.destroy();
    else if (fault === undefined) this.#send(response, status, JSON.stringify(body));
    else this.#send(response, fault.answer, fault.text ?? '', fault.headers);
  }

  #send(response: ServerResponse, status: number, text: string, headers: Readonly<Record<string, string>> = {}): void {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    // Numbers of any length stand in JSON as they are.
    response.end(text.replaceAll(/"(DocNum|PatNum)":"(\d+)"/g, '"$1":$2'));
  }

  async #answer(request: IncomingMessage, called: string, query: URLSearchParams, text: string): Promise<Answer> {
    const { authorization, 'content-type': type } = request.headers;
    if (authorization !== `ODFHIR ${KEYS.developerKey}/${KEYS.customerKey}`) return [401, 'Invalid credentials'];
    if (type !== 'application/json') return [400, 'Invalid Content-Type'];
    if (text.length > 16_800_000) return [400, 'The body is too long'];
    const body = text === '' ? {} : (JSON.parse(text) as Record<string, string>);
    // What JSON.parse would round.
    const [, PatNum = ''] = /"PatNum":(\d+)/.exec(text) ?? [];
    const [, DocNum = ''] = /"DocNum":(\d+)/.exec(text) ?? [];
    const [, number = ''] = /^\w+ documents\/(\d+)$/.exec(called) ?? [];
    if (called === 'GET definitions') return this.#definitions(query);
    if (called === 'GET documents') return this.#list(query);
    if (called === 'POST documents/Upload') return this.#upload({ ...body, PatNum });
    if (called === 'POST documents/UploadSftp') return this.#uploadSftp({ ...body, PatNum });
    if (called === 'POST documents/DownloadSftp') return this.#downloadSftp({ ...body, DocNum });
    if (number === '') return [404, 'The resource does not exist'];
    if (!this.#since('24.2.32')) return TOO_OLD;
    const row = this.documents.find((each) => each.DocNum === number);
    if (row === undefined) return [404, 'Document not found'];
    if (request.method === 'DELETE') this.remove(number);
    return [200, request.method === 'DELETE' ? '' : single(row)];
  }

  #definitions(query: URLSearchParams): Answer {
    const shown = this.definitions.filter(
      ({ isHidden }) => isHidden === 'false' || query.get('includeHidden') === 'true',
    );
    return [200, page(shown, query).map((definition) => ({ ...definition, Category: 18, category: 'ImageCats' }))];
  }

  #list(query: URLSearchParams): Answer {
    const patient = query.get('PatNum') ?? '';
    if (patient === '') return [400, 'PatNum is required'];
    if (!this.patients.has(patient)) return [404, 'Patient not found'];
    const mount = { DocNum: 0, MountNum: 15, filePath: '', Description: '4BW', Note: '', PrintHeading: '' };
    const rows = this.chart(patient).map((row) => ({ ...listed(row), ...(this.hidden && { [this.hidden]: '' }) }));
    return [200, page([mount, ...rows], query)];
  }

  #upload({
    PatNum = '',
    rawBase64,
    extension,
    Description,
    DocCategory,
    ImgType = '',
  }: Record<string, string>): Answer {
    if (!this.patients.has(PatNum)) return [404, 'Patient not found'];
    if (rawBase64 === undefined || extension === undefined) return [400, 'rawBase64 and extension are required'];
    const FileName = 'x'.repeat(1 + this.chart(PatNum).filter((row) => /^x+$/.test(row.FileName)).length);
    const row = this.#add({
      PatNum,
      Description: Description ?? '',
      DocCategory: Number(DocCategory),
      ImgType,
      FileName,
      Note: `_rawBase64_:${extension}_${rawBase64}`,
      bytes: Buffer.alloc(0),
    });
    return [201, single(row)];
  }

  async #uploadSftp({
    PatNum = '',
    Description,
    DocCategory,
    ImgType = '',
    ...sftp
  }: Record<string, string>): Promise<Answer> {
    if (!this.patients.has(PatNum)) return [404, 'Patient not found'];
    const { address, path } = placeOf(sftp);
    const bytes = await withSftp(sftp, address, (client) => client.get(path));
    if (bytes === undefined) return [400, 'Sftp connection error'];
    const FileName = path.split('/').at(-1) ?? '';
    const named = this.#since('24.2.32') ? (Description ?? '') : FileName;
    const row = this.#add({
      PatNum,
      Description: named,
      DocCategory: Number(DocCategory),
      ImgType,
      FileName,
      Note: '',
      bytes: bytes as Buffer,
    });
    return [201, listed(row)];
  }

  async #downloadSftp({ DocNum = '', ...sftp }: Record<string, string>): Promise<Answer> {
    const row = this.documents.find((each) => each.DocNum === DocNum);
    if (row === undefined) return [404, 'Document not found'];
    const { address, path } = placeOf(sftp);
    const put = await withSftp(sftp, address, (client) => client.put(row.bytes, path));
    return put === undefined ? [400, 'Sftp connection error'] : [201, ''];
  }

  #since(version: string): boolean {
    return this.version.localeCompare(version, 'en', { numeric: true }) >= 0;
  }
}

function single({ bytes: _bytes, Note: _note, ...row }: Row) {
  return { ...row, docCategory: 'Scans', ToothNumbers: '', DateTStamp: '2026-11-20 10:00:00' };
}

function listed({ bytes: _bytes, FileName, ...row }: Row) {
  return { ...row, MountNum: 0, filePath: `\\\\server\\OpenDentImages\\S\\SampleTest15\\${FileName}` };
}

function page<T>(rows: readonly T[], query: URLSearchParams): readonly T[] {
  const offset = Number(query.get('Offset') ?? 0);
  return rows.slice(offset, offset + Math.min(100, Number(query.get('Limit') ?? 100)));
}

function placeOf({ SftpAddress = '' }: Record<string, string>): { readonly address: string; readonly path: string } {
  const [, address = '', path = ''] = /^([^/]+)(\/.+)$/.exec(SftpAddress) ?? [];
  return { address, path };
}

async function withSftp<T>(
  { SftpUsername = '', SftpPassword = '' }: Record<string, string>,
  address: string,
  work: (client: SftpClient) => Promise<T>,
): Promise<T | undefined> {
  const client = new SftpClient();
  const [host = '', port] = address.split(':');
  try {
    const sock = connect({ host, port: Number(port), noDelay: true });
    await client.connect({ sock, username: SftpUsername, password: SftpPassword });
    return await work(client);
  } catch {
    return undefined;
  } finally {
    await client.end();
  }
}
