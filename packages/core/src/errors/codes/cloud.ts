import type { ErrorCodeEntry } from '../error-class.js';

/** The way to the scanner's cloud. */
export const CLOUD_CODES = {
  CLOUD_UNREACHABLE: {
    class: 'transient',
    text: "The scanner's cloud cannot be reached. Check the internet connection, the proxy and the addresses in the configuration; Chairside goes on by itself.",
  },
  CLOUD_ERROR: {
    class: 'transient',
    text: "The scanner's cloud reports an error of its own. Chairside tries again by itself.",
  },
  CLOUD_BUSY: {
    class: 'rate-limited',
    text: "The scanner's cloud asks for fewer calls. Chairside waits as long as it was told.",
  },
  CLOUD_ANSWER_UNREADABLE: {
    class: 'permanent',
    text: "The scanner's cloud answered in a form that Chairside does not know. If it stays, report it with the support bundle.",
  },
  CLOUD_REFUSED: {
    class: 'permanent',
    text: "The scanner's cloud refused the call as wrong. Look at the item's details and correct them.",
  },
  CLOUD_ADDRESS_REFUSED: {
    class: 'permanent',
    text: 'An address outside itero.allowedHosts was to be called with the access token. If the host is right, add it to itero.allowedHosts.',
  },
  CERTIFICATE_REFUSED: {
    class: 'transient',
    text: "The certificate of the scanner's cloud is not trusted. If a proxy opens the traffic, name its certificate in network.caFile.",
  },
} as const satisfies Record<string, ErrorCodeEntry>;
