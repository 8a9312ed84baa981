import { ChairsideError, type Finding } from '@chairside/core';
import { randomUUID } from 'node:crypto';
import type { FilingOptions } from '../files/filing-options.js';
import { findCategory, type ImageCategory } from '../files/image-categories.js';
import { categoriesOf } from '../files/plan-filing.js';
import { LARGEST_UPLOAD } from './document-sender.js';
import type { SftpFolder } from './sftp-folder.js';

export interface ApiProbeParts {
  readonly baseUrl: string;
  readonly options: FilingOptions;
  readonly sftp: SftpFolder | undefined;
  categories(signal: AbortSignal): Promise<readonly ImageCategory[]>;
}

/** Tries the API, the image categories and the SFTP server. Sends no document. Never throws for what it finds. */
export async function probeApi(parts: ApiProbeParts, signal: AbortSignal): Promise<readonly Finding[]> {
  return [...(await probeCategories(parts, signal)), ...(await probeLarge(parts, signal))];
}

async function probeCategories(
  { baseUrl, options, categories }: ApiProbeParts,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const subject = 'api';
  try {
    const known = await categories(signal);
    return [
      {
        level: 'ok',
        subject,
        text: `${new URL(baseUrl).host} answers; a small file is in the chart once somebody opens it in Open Dental`,
      },
      ...categoriesOf(options).map((name) => probeCategory(known, name, options)),
    ];
  } catch (thrown) {
    const { class: kind, code, message } = ChairsideError.from(thrown);
    const passing = kind === 'rate-limited' || code === 'CHART_API_UNREACHABLE';
    return [{ level: passing ? 'unreachable' : 'problem', subject, text: message }];
  }
}

function probeCategory(known: readonly ImageCategory[], name: string, { allowPortal }: FilingOptions): Finding {
  const subject = 'files.category';
  try {
    const { name: named } = findCategory(known, name, allowPortal);
    return { level: 'ok', subject, text: `"${named}" is an image category of the practice` };
  } catch (thrown) {
    const { detail, message, advice } = ChairsideError.from(thrown);
    return { level: 'problem', subject, text: detail ?? message, advice: advice?.join(' ') };
  }
}

async function probeLarge({ options, sftp }: ApiProbeParts, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = 'api.sftp';
  if (sftp === undefined) {
    if (options.zip === false && options.meshes === false) return [];
    return [
      {
        level: 'warning',
        subject,
        text: `is not given, so files of more than ${LARGEST_UPLOAD / 1_000_000} MB cannot be filed; most exports are larger`,
        advice: 'Name an SFTP server that Open Dental and this computer reach, or turn files.zip and files.meshes off.',
      },
    ];
  }
  try {
    await sftp.tryWriting(`chairside-probe-${randomUUID()}.txt`, signal);
    const written: Finding = { level: 'ok', subject, text: 'can be written' };
    return sftp.account.hostKey === undefined ? [written, unpinned(sftp)] : [written];
  } catch (thrown) {
    return [{ level: 'unreachable', subject, text: ChairsideError.from(thrown).message }];
  }
}

function unpinned({ seenKey }: SftpFolder): Finding {
  return {
    level: 'warning',
    subject: 'api.sftp.hostKey',
    text: 'is not given, so that any server which answers at the address gets the password and the files',
    advice: `If this is the key that the server's administrator knows, add hostKey: ${seenKey}`,
  };
}
