import type { ErrorCodeEntry } from '../error-class.js';

/** The DPMS's database. */
export const DATABASE_CODES = {
  DATABASE_UNREACHABLE: {
    class: 'transient',
    text: "The DPMS's database cannot be reached. Check the server, its address and the network; Chairside goes on by itself.",
  },
  DATABASE_LOGIN_REFUSED: {
    class: 'transient',
    text: "The DPMS's database refuses the account. Check user and password in the adapter's database section, and start the service again where they were changed there or in the vault.",
  },
  DATABASE_GRANT_MISSING: {
    class: 'transient',
    text: 'The account of the database may not read what it must. Run chairside check for the statements that grant it; Chairside goes on by itself.',
  },
  DATABASE_TLS_FAILED: {
    class: 'transient',
    text: "The way to the DPMS's database cannot be encrypted, or the server's certificate is not trusted. Check the adapter's database.tls, and start the service again where it was changed.",
  },
  DATABASE_CAN_WRITE: {
    class: 'transient',
    text: 'The account of the database may do more than read, so it is not used. Run chairside check for the statements that make it right.',
  },
  DATABASE_UNSUITABLE: {
    class: 'transient',
    text: "The database is not one that the adapter knows. Check the adapter's database.database, and start the service again where it was changed.",
  },
  DATABASE_UPDATING: {
    class: 'transient',
    text: 'The DPMS is updating or repairing its database. Chairside waits until it has ended.',
  },
  DATABASE_FAILED: {
    class: 'transient',
    text: "The DPMS's database could not answer. Look at its server's log; Chairside goes on by itself.",
  },
} as const satisfies Record<string, ErrorCodeEntry>;
