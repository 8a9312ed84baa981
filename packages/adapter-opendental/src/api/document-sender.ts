import { ChairsideError, type Clock } from '@chairside/core';
import { readFile } from 'node:fs/promises';
import type { PlannedFile } from '../files/plan-filing.js';
import type { ChartDocument, DocumentKind, Documents, NewDocument } from './documents.js';
import { withoutSpaces } from './filed-document.js';
import type { SftpFolder } from './sftp-folder.js';

/**
 * The most bytes of a file that go in by Upload: as Base64 they become a third more, and a call's body takes 16.8 million
 * characters (Open Dental API, Body).
 */
export const LARGEST_UPLOAD = 12_500_000;
/** Open Dental may still be at work on a call whose answer was lost; within this time it shows in the list what came of it. */
const AFTER_LOST_ANSWER = 3 * 60_000;

/** Gets files into charts: small ones by Upload, larger ones over an SFTP server where there is one. */
export class DocumentSender {
  readonly #documents: Documents;
  readonly #sftp: SftpFolder | undefined;
  readonly #clock: Clock;
  /** Description → when its answer was lost. */
  readonly #lost = new Map<string, number>();

  constructor(documents: Documents, sftp: SftpFolder | undefined, clock: Clock) {
    this.#documents = documents;
    this.#sftp = sftp;
    this.#clock = clock;
  }

  /** Whether there is a way for a file of this size. */
  takes({ source }: PlannedFile): boolean {
    return source.size <= LARGEST_UPLOAD || this.#sftp !== undefined;
  }

  /**
   * Sends a file unless `found` is its document already. Throws CHART_API_UNREACHABLE, without sending, for some minutes
   * after an answer was lost; CHART_READ_BACK where a large file is not in the chart as it was sent.
   */
  async send(
    file: PlannedFile,
    to: Omit<NewDocument, 'kind'>,
    found: ChartDocument | undefined,
    signal: AbortSignal,
  ): Promise<ChartDocument> {
    const document = found ?? (await this.#sendOnce(file, { ...to, kind: kindOf(file) }, signal));
    this.#lost.delete(to.description);
    if (this.#sftp !== undefined && file.source.size > LARGEST_UPLOAD)
      await this.#readBack(this.#sftp, document, file, to.description, signal);
    return document;
  }

  async #sendOnce(file: PlannedFile, document: NewDocument, signal: AbortSignal): Promise<ChartDocument> {
    const { description } = document;
    const lostAt = this.#lost.get(description);
    if (lostAt !== undefined && Math.abs(this.#clock.now() - lostAt) < AFTER_LOST_ANSWER)
      throw new ChairsideError('CHART_API_UNREACHABLE', { detail: 'the answer to a document was lost' });
    try {
      if (this.#sftp !== undefined && file.source.size > LARGEST_UPLOAD)
        return await this.#overSftp(this.#sftp, file, document, signal);
      return await this.#documents.upload(document, file.ending, await readFile(file.source.path), signal);
    } catch (error) {
      if (ChairsideError.is(error) && error.code === 'CHART_API_UNREACHABLE')
        this.#lost.set(description, this.#clock.now());
      throw error;
    }
  }

  async #overSftp(
    sftp: SftpFolder,
    { source }: PlannedFile,
    document: NewDocument,
    signal: AbortSignal,
  ): Promise<ChartDocument> {
    const name = withoutSpaces(document.description);
    try {
      await sftp.put(source.path, name, signal);
      return await this.#documents.fetch(document, sftp.address(name), sftp.account, signal);
    } finally {
      await leaveNothing(sftp, name, signal);
    }
  }

  /** Has Open Dental put the file out again, and looks whether it is the one that was sent. */
  async #readBack(
    sftp: SftpFolder,
    { number }: ChartDocument,
    { source }: PlannedFile,
    description: string,
    signal: AbortSignal,
  ): Promise<void> {
    const name = `read-back-${withoutSpaces(description)}`;
    try {
      await this.#documents.putOut(number, sftp.address(name), sftp.account, signal);
      const { size, sha256 } = await sftp.digest(name, signal);
      if (size !== source.size || sha256 !== source.sha256) throw new ChairsideError('CHART_READ_BACK');
    } finally {
      await leaveNothing(sftp, name, signal);
    }
  }
}

/** Patients' files stay on the server no longer than needed; what cannot be removed now is replaced at the next try. */
async function leaveNothing(sftp: SftpFolder, name: string, signal: AbortSignal): Promise<void> {
  await sftp.remove(name, signal).catch(() => undefined);
}

function kindOf({ ending }: PlannedFile): DocumentKind {
  if (ending === '.jpg' || ending === '.png') return 'Photo';
  return ending === '.pdf' || ending === '.html' ? 'Document' : 'File';
}
