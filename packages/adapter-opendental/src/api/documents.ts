import { ChairsideError } from '@chairside/core';
import { z } from 'zod';
import type { ApiAnswer, ApiCalls, ApiRequest } from './api-calls.js';
import type { SftpOptions } from './api-options.js';
import { wholeNumber } from './json.js';
import { noAnswer } from './refusal.js';

/** The most that a list gives at once (Open Dental API, Pagination). */
const PAGE = 100;

/** How the API says what a document is. */
export type DocumentKind = 'Document' | 'Photo' | 'File';

/** A document of a patient. */
export interface ChartDocument {
  /** DocNum. One that is pending gets another when it is opened. */
  readonly number: string;
  readonly description: string;
  /** Open Dental has its bytes, and makes a file of them when somebody opens it for the first time. */
  readonly pending: boolean;
}

/** What is said of a document that is sent. */
export interface NewDocument {
  readonly patient: string;
  /** The number of its image category. */
  readonly category: string;
  readonly description: string;
  readonly kind: DocumentKind;
}

const Digits = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(String);
const Text = z
  .string()
  .nullish()
  .transform((text) => text ?? '');
const Listed = z.object({ DocNum: Digits, Description: Text, filePath: Text, Note: Text });
const Single = z.object({ DocNum: Digits, Description: Text, FileName: Text });
const Made = z.object({ DocNum: Digits, Description: Text });

/** What a document's note begins with while nobody has opened it (Open Dental API, Documents POST Upload). */
const UNOPENED = /^_(?:rawBase64|download)_:/;

/** Open Dental names a file that is still to be made with letters x alone. */
function isUnmade(fileName: string): boolean {
  return /^x+$/i.test(fileName);
}

function read<T>(schema: z.ZodType<T>, request: ApiRequest, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw noAnswer(request, 'the answer has another form than is documented');
}

/**
 * The documents of patients (Open Dental API, Documents). Throws what ApiCalls throws; CHART_PATIENT_GONE where a document
 * is sent to a patient whom Open Dental does not have.
 */
export class Documents {
  readonly #calls: ApiCalls;

  constructor(calls: ApiCalls) {
    this.#calls = calls;
  }

  /** All documents of a patient; none where Open Dental does not have the patient. */
  async list(patient: string, signal: AbortSignal): Promise<readonly ChartDocument[]> {
    const documents: ChartDocument[] = [];
    let limit = PAGE;
    for (let offset = 0; ;) {
      const query = { PatNum: patient, Limit: limit, Offset: offset };
      const request: ApiRequest = { method: 'GET', path: 'documents', query };
      const answer = await this.#calls.call(request, signal);
      if (answer.kind === 'not-found') return [];
      if (answer.kind === 'too-large') {
        if (limit === 1) throw noAnswer(request, 'a document is too large');
        limit = Math.ceil(limit / 10);
        continue;
      }
      const rows = read(z.array(Listed), request, answer.body);
      // A mount has the number 0.
      documents.push(...rows.filter(({ DocNum }) => DocNum !== '0').map(listed));
      if (rows.length < limit) return documents;
      offset += rows.length;
    }
  }

  /** One document as it is now; undefined where it is gone. Throws CHART_API_TOO_OLD before version 24.2.32. */
  async get(number: string, signal: AbortSignal): Promise<ChartDocument | undefined> {
    const request: ApiRequest = { method: 'GET', path: `documents/${number}` };
    const answer = await this.#calls.call(request, signal);
    if (answer.kind !== 'done') return undefined;
    const { DocNum, Description, FileName } = read(Single, request, answer.body);
    return { number: DocNum, description: Description, pending: isUnmade(FileName) };
  }

  /** Sends a file's bytes, up to the size that a call takes. The document is pending until somebody opens it. */
  async upload(document: NewDocument, ending: string, bytes: Buffer, signal: AbortSignal): Promise<ChartDocument> {
    const body = { ...said(document), extension: ending, rawBase64: bytes.toString('base64') };
    return { ...(await this.#make('documents/Upload', body, signal)), pending: true };
  }

  /** Has Open Dental fetch a file from an SFTP server, at once. Before version 24.2.32 the description is the file's name. */
  async fetch(
    document: NewDocument,
    address: string,
    account: SftpOptions,
    signal: AbortSignal,
  ): Promise<ChartDocument> {
    const body = { ...said(document), ...onSftp(address, account) };
    return { ...(await this.#make('documents/UploadSftp', body, signal)), pending: false };
  }

  /** Has Open Dental put a document's file on an SFTP server, replacing what is there. */
  async putOut(number: string, address: string, account: SftpOptions, signal: AbortSignal): Promise<void> {
    const body = JSON.stringify({ DocNum: wholeNumber(number), ...onSftp(address, account) });
    const request: ApiRequest = { method: 'POST', path: 'documents/DownloadSftp', body };
    const answer = await this.#calls.call(request, signal);
    if (answer.kind !== 'done') throw noAnswer(request, 'the document is gone');
  }

  /** Deletes a document and its file; nothing where it is gone. Throws CHART_API_TOO_OLD before version 24.2.32. */
  async remove(number: string, signal: AbortSignal): Promise<void> {
    await this.#calls.call({ method: 'DELETE', path: `documents/${number}` }, signal);
  }

  async #make(path: string, fields: object, signal: AbortSignal): Promise<Omit<ChartDocument, 'pending'>> {
    const request: ApiRequest = { method: 'POST', path, body: JSON.stringify(fields) };
    const answer: ApiAnswer = await this.#calls.call(request, signal);
    if (answer.kind === 'not-found') throw new ChairsideError('CHART_PATIENT_GONE');
    if (answer.kind === 'too-large') throw noAnswer(request, 'the answer is too large');
    const { DocNum, Description } = read(Made, request, answer.body);
    return { number: DocNum, description: Description };
  }
}

function listed({ DocNum, Description, filePath, Note }: z.infer<typeof Listed>): ChartDocument {
  // Of images that are kept in the database no path is told.
  const fileName = filePath.split(/[/\\]/).at(-1) ?? '';
  return { number: DocNum, description: Description, pending: UNOPENED.test(Note) || isUnmade(fileName) };
}

function said({ patient, category, description, kind }: NewDocument) {
  return {
    PatNum: wholeNumber(patient),
    DocCategory: wholeNumber(category),
    Description: description,
    ImgType: kind,
  };
}

function onSftp(address: string, { user, password }: SftpOptions) {
  return { SftpAddress: address, SftpUsername: user, SftpPassword: password };
}
