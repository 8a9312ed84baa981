import type { ErrorCodeEntry } from '../error-class.js';

/** Adapters, and the DPMS behind them where nothing more exact is known. */
export const ADAPTER_CODES = {
  ADAPTER_NOT_FOUND: {
    class: 'needs-person',
    text: 'The adapter that adapter.use names cannot be found. Correct the name, or install the adapter.',
  },
  ADAPTER_BROKEN: {
    class: 'needs-person',
    text: 'The adapter cannot be used as it is. Update it, or report it to its maker.',
  },
  ADAPTER_API_VERSION: {
    class: 'needs-person',
    text: 'The adapter does not fit this version of Chairside.',
  },
  ADAPTER_FAILED: {
    class: 'permanent',
    text: 'The adapter of this clinic failed in a way it should not. Update the adapter, or report it to its maker.',
  },
  ADAPTER_ANSWER_INVALID: {
    class: 'permanent',
    text: 'The adapter of this clinic gave an answer that is not as it must be, and nothing of it was used. Update the adapter, or report it to its maker.',
  },
  ADAPTER_STUCK: {
    class: 'transient',
    text: 'The adapter of this clinic did not answer in time. Look whether the DPMS answers; Chairside tries again by itself. If it stays, report it to the maker of the adapter.',
  },
  ADAPTER_CRASHED: {
    class: 'transient',
    text: 'The process of this clinic’s adapter ended by itself. Chairside starts it again; if it stays, update the adapter, or report it to its maker.',
  },
  DPMS_UNREACHABLE: {
    class: 'transient',
    text: 'The DPMS cannot be reached. Check that it runs, its address in the adapter section and the network; Chairside goes on by itself.',
  },
  DPMS_LOGIN_REFUSED: {
    class: 'transient',
    text: 'The DPMS refuses the account or the key of the adapter section. Correct it there or in the DPMS, and start the service again where it was changed there.',
  },
  DPMS_BUSY: {
    class: 'rate-limited',
    text: 'The DPMS asks for fewer calls. Chairside waits as long as it was told.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
