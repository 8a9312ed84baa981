import type { ErrorCodeEntry } from '../error-class.js';

/** The chart. */
export const CHART_CODES = {
  CHART_UNREACHABLE: {
    class: 'transient',
    text: 'The chart folder cannot be reached or written. Check the share and the rights; Chairside goes on by itself.',
  },
  CHART_FULL: {
    class: 'transient',
    text: 'The disk of the chart folder is full. Make room; Chairside goes on by itself.',
  },
  CHART_CONFLICT: {
    class: 'needs-person',
    text: 'Something that Chairside did not write stands where a file of this scan belongs. Move it away, then run: chairside scans retry ORDER.',
  },
  CHART_READ_BACK: {
    class: 'permanent',
    text: 'A file read back from the chart is not what was written. Check the disk or the share; Chairside files it again.',
  },
  CHART_STORAGE_UNSUITABLE: {
    class: 'transient',
    text: "The DPMS keeps its images where the configured way of filing cannot put them. Choose another way in the adapter's files section.",
  },
  CHART_CATEGORY_UNSUITABLE: {
    class: 'transient',
    text: "Files cannot go into the image category that the adapter's files section names. Correct it there or in the DPMS; Chairside goes on by itself.",
  },
  CHART_FOLDER_REFUSED: {
    class: 'needs-person',
    text: "The folder that the DPMS names for this patient's images is none that may be written. Correct it there, then run: chairside scans retry ORDER.",
  },
  CHART_PATIENT_GONE: {
    class: 'needs-person',
    text: 'The DPMS no longer has the patient whom this scan is for. Restore the patient there, then run: chairside scans retry ORDER.',
  },
  CHART_API_UNREACHABLE: {
    class: 'transient',
    text: "The DPMS's API does not answer. Check the adapter's api.baseUrl, and that the program or service which offers the API runs; Chairside goes on by itself.",
  },
  CHART_API_KEYS_REFUSED: {
    class: 'transient',
    text: "The DPMS's API refuses the keys, or does not allow them this call. Check the adapter's api section and the keys' permissions in the DPMS; Chairside goes on by itself.",
  },
  CHART_API_BUSY: {
    class: 'rate-limited',
    text: "The DPMS's API asks for fewer calls. Chairside waits as long as it was told.",
  },
  CHART_API_TOO_OLD: {
    class: 'transient',
    text: 'This version of the DPMS does not know a call of its API that is needed. Update the DPMS, or choose another way in the adapter’s files section; Chairside goes on by itself.',
  },
  CHART_API_REFUSED: {
    class: 'permanent',
    text: "The DPMS's API refused the call as wrong. If it stays, report it with the support bundle.",
  },
  CHART_FILE_TOO_LARGE: {
    class: 'needs-person',
    text: "A file of this scan is larger than the DPMS's API takes, so it was left out. Name an SFTP server in the adapter's api.sftp, or file no such files, then run: chairside scans retry ORDER.",
  },
  CHART_IMPORT_PENDING: {
    class: 'needs-person',
    text: 'The DPMS has all files of this scan, and puts each into the chart when somebody opens it there for the first time. Open them in its imaging module; Chairside then goes on by itself.',
  },
  CHART_SFTP_UNREACHABLE: {
    class: 'transient',
    text: "The SFTP server over which large files go into the chart cannot be used. Check the adapter's api.sftp and the server; Chairside goes on by itself.",
  },
} as const satisfies Record<string, ErrorCodeEntry>;
