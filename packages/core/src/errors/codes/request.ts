import type { ErrorCodeEntry } from '../error-class.js';

/** Requests in files. */
export const REQUEST_CODES = {
  REQUEST_FILE_UNREADABLE: {
    class: 'permanent',
    text: 'The request file is no readable JSON or CSV. Correct it and drop it again.',
  },
  REQUEST_FIELD_MISSING: {
    class: 'permanent',
    text: 'A mandatory field of a request is missing. Add it and drop the file again.',
  },
  REQUEST_FIELD_INVALID: {
    class: 'permanent',
    text: 'A field of a request has a value that cannot be used. Correct it and drop the file again.',
  },
  REQUEST_PATIENT_CONFLICT: {
    class: 'needs-person',
    text: 'The chart number of a request belongs to somebody with another name, and no birth date shows that it is the same person. Correct the request or the roster, and drop it again.',
  },
  INBOX_UNREACHABLE: {
    class: 'transient',
    text: 'The inbox folder cannot be read or written. Check the share and the rights; Chairside goes on by itself.',
  },
  ROSTER_UNREADABLE: {
    class: 'transient',
    text: 'The roster file cannot be read. Correct it; Chairside reads it again by itself, and until then scans that were started on the scanner wait.',
  },
  RESULT_UNWRITABLE: {
    class: 'transient',
    text: 'The outbox folder cannot be written. Check the share and the rights; Chairside goes on by itself.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
