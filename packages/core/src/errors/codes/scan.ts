import type { ErrorCodeEntry } from '../error-class.js';

/** The scan. */
export const SCAN_CODES = {
  SCAN_NOT_READY: {
    class: 'not-ready',
    text: 'iTero is still making the files of this scan. Chairside asks again by itself.',
  },
  SCAN_NEVER_READY: {
    class: 'needs-person',
    text: 'iTero did not make the files of this scan in time. Look at the case on myitero.com, then run: chairside scans retry ORDER.',
  },
  SCAN_PATIENT_UNMATCHED: {
    class: 'needs-person',
    text: 'No rule may say whose scan this is. Look at review list, then run: chairside review assign ORDER PATIENT.',
  },
  DOWNLOAD_CUT: { class: 'transient', text: 'The download ended before its end. Chairside goes on where it stopped.' },
  DOWNLOAD_CORRUPT: { class: 'permanent', text: 'The downloaded file is damaged. Chairside fetches it again.' },
  DOWNLOAD_TOO_LARGE: {
    class: 'permanent',
    text: 'The download is larger than Chairside accepts. Look at the case on myitero.com; if it is right, raise scans.limits.download and run: chairside scans retry ORDER.',
  },
  ZIP_REFUSED: {
    class: 'permanent',
    text: 'The ZIP holds what a scan never holds (unsafe names, too many or too large entries). Nothing of it was filed, and the case is still on myitero.com. Look at it there; if a limit is too low for it, raise it in scans.limits and run: chairside scans retry ORDER.',
  },
  STAGING_FULL: { class: 'transient', text: 'The disk of dataDir is full. Make room; Chairside goes on by itself.' },
  STAGING_FAILED: {
    class: 'transient',
    text: 'dataDir cannot be written. Check the disk and the rights of the account that runs Chairside; Chairside goes on by itself.',
  },
  SCAN_TAKEN_BACK: {
    class: 'needs-person',
    text: 'A person took this scan out of the chart. Run: chairside review assign ORDER PATIENT, or: chairside review dismiss ORDER.',
  },
  SCAN_LEFT_IN_CHART: {
    class: 'needs-person',
    text: 'A person took this scan out of the chart, but the DPMS still shows files of it: delete them there. Chairside looks whether they are gone.',
  },
  SCAN_SENT_BACK: {
    class: 'needs-person',
    text: 'The lab sent this case back to the clinic. Look at the case on the scanner or on myitero.com; the note goes when the case goes on.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
