import type { ErrorCodeEntry } from '../error-class.js';

/** The house. */
export const HOUSE_CODES = {
  LEDGER_FAILED: {
    class: 'transient',
    text: 'The ledger in dataDir cannot be read or written. Check the disk; Chairside goes on by itself.',
  },
  LEDGER_NEWER: {
    class: 'needs-person',
    text: 'The ledger was written by a newer version of Chairside. Run that version, or restore the copy made before the update.',
  },
  LEDGER_CORRUPT: {
    class: 'needs-person',
    text: 'The ledger is damaged or gone. Start the service: it keeps what is damaged, puts the last good copy in its place and goes on.',
  },
  LEDGER_NO_COPY: {
    class: 'needs-person',
    text: 'The ledger is damaged or gone, and dataDir/backups has no good copy of it.',
  },
  LEDGER_RESTORED: {
    class: 'needs-person',
    text: 'The ledger was damaged, and goes on from its last good copy: what happened since that copy is looked at again, and an RX that was sent since is not sent a second time. Check the disk; delete ledger.db.corrupt-* in dataDir when it is of no more use.',
  },
  BACKUP_FAILED: {
    class: 'transient',
    text: 'The daily copy of the ledger could not be made. Check the room and the rights of dataDir/backups; it is tried again by itself.',
  },
  VAULT_FAILED: {
    class: 'needs-person',
    text: 'The vault cannot be opened. Restore its key, or delete vault.json and vault.key in dataDir, store the secrets again, and pair again.',
  },
  VAULT_UNWRITABLE: {
    class: 'transient',
    text: 'The vault in dataDir cannot be written. Check the disk and the rights of the folder; Chairside goes on by itself.',
  },
  FILES_EXPOSED: {
    class: 'needs-person',
    text: 'Other accounts of this computer can read secrets or patient data. Run: chairside check, which names the files.',
  },
  SECRET_UNKNOWN: {
    class: 'needs-person',
    text: 'The vault has no secret of that name. Run: chairside secret set NAME.',
  },
  DATA_FOLDER_IN_USE: {
    class: 'needs-person',
    text: 'Another Chairside service works on this data folder. Stop it first, or give this one a dataDir of its own.',
  },
  STOPPED: { class: 'transient', text: 'Chairside was stopped in the middle of this; it goes on at the next start.' },
  CUT_OFF_TOO_OFTEN: {
    class: 'needs-person',
    text: 'Chairside ended 20 times while it was at this, by a stop, a kill or a crash, so this may be what ends it. If Chairside ends by itself, report it with the support bundle; else have it tried again.',
  },
  UNEXPECTED: {
    class: 'permanent',
    text: 'Something failed that Chairside does not expect. If it stays, report it with the support bundle.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;
