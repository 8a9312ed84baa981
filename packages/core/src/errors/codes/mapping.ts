import type { ErrorCodeEntry } from '../error-class.js';

/** What is mapped. */
export const MAPPING_CODES = {
  DOCTOR_GONE: {
    class: 'needs-person',
    text: 'iTero no longer has a doctor that the configuration names. Look at chairside practice CLINIC and correct the configuration.',
  },
  LAB_GONE: {
    class: 'needs-person',
    text: 'iTero no longer has a lab that the configuration names. Look at chairside practice CLINIC and correct the configuration.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
