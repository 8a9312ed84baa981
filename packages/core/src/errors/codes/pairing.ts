import type { ErrorCodeEntry } from '../error-class.js';

/** Pairing. */
export const PAIRING_CODES = {
  NOT_PAIRED: { class: 'auth', text: 'The clinic is not paired with an iTero account. Run: chairside pair CLINIC.' },
  PAIRING_ENDED: {
    class: 'auth',
    text: 'iTero no longer accepts the pairing of this clinic. Run: chairside pair CLINIC.',
  },
  LOGIN_REFUSED: {
    class: 'auth',
    text: 'The login at iTero was refused or given up. Start again with: chairside pair CLINIC.',
  },
  LOGIN_STATE_UNKNOWN: {
    class: 'permanent',
    text: 'This login was not started here, was used before or is older than 10 minutes. Start again with: chairside pair CLINIC.',
  },
  COMPANY_UNKNOWN: {
    class: 'needs-person',
    text: 'The login may not pair the chosen account. Choose one of the listed accounts, or log in as a user of the practice.',
  },
  COMPANY_TAKEN: {
    class: 'needs-person',
    text: 'Another clinic of this configuration is paired with that account. Choose another account, or unpair the other clinic first.',
  },
  COMPANY_MISMATCH: {
    class: 'needs-person',
    text: 'iTero answers for another account than the one that was paired. Unpair, and pair again.',
  },
  CREDENTIALS_REFUSED: {
    class: 'needs-person',
    text: 'iTero does not accept itero.clientId with itero.clientSecret. Correct them in the configuration.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
