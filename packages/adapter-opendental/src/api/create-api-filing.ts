import { PatientRef, type AdapterHost, type Finding, type ScanSink } from '@chairside/core';
import type { OpenDental } from '../database/open-dental.js';
import type { FilingOptions } from '../files/filing-options.js';
import { remainingPatient } from '../patients/merges.js';
import { readCategories } from './api-categories.js';
import { isRemote, type ApiOptions } from './api-options.js';
import { ApiScanSink } from './api-scan-sink.js';
import { AxiosApiCalls } from './axios-api-calls.js';
import { DocumentSender } from './document-sender.js';
import { Documents } from './documents.js';
import { PacedCalls } from './paced-calls.js';
import { probeApi } from './probe-api.js';
import { SftpFolder } from './sftp-folder.js';

/** What filing by the API consists of. */
export interface ApiFiling {
  readonly sink: ScanSink;
  probe(signal: AbortSignal): Promise<readonly Finding[]>;
}

/** Puts together what files by Open Dental's own API. Calls nothing yet. */
export function createApiFiling(
  api: ApiOptions,
  options: FilingOptions,
  openDental: OpenDental,
  { clock, network }: Pick<AdapterHost, 'clock' | 'network'>,
): ApiFiling {
  const { baseUrl } = api;
  const direct = new AxiosApiCalls(api, isRemote(baseUrl) ? network : {});
  const calls = isRemote(baseUrl) ? new PacedCalls(direct, clock) : direct;
  const sftp = api.sftp && new SftpFolder(api.sftp);
  const documents = new Documents(calls);
  const categories = (signal: AbortSignal) => readCategories(calls, signal);
  const remaining = async (ref: PatientRef, signal: AbortSignal): Promise<PatientRef | undefined> => {
    const row = await openDental.read((reader) => remainingPatient(reader, ref), signal);
    return row && PatientRef(String(row.PatNum));
  };
  const sender = new DocumentSender(documents, sftp, clock);
  return {
    sink: new ApiScanSink({ options, documents, sender, categories, remaining }),
    probe: (signal) => probeApi({ baseUrl, options, sftp, categories }, signal),
  };
}
