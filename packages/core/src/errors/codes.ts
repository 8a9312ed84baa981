/**
 * What the caller does with an error:
 * - `transient`: wait and try again; nobody's fault, so no attempt is counted
 * - `rate-limited`: wait as long as told, then try again; no attempt is counted
 * - `not-ready`: ask again by `retry.notReady`
 * - `in-doubt`: the effect may have happened; a person decides
 * - `auth`: the clinic must be paired (again) before anything goes on
 * - `permanent`: the item's own fault; counted, and given up after `retry.maxAttempts`
 * - `needs-person`: waits, visibly, until somebody does something
 */
export const ERROR_CLASSES = [
  'transient',
  'rate-limited',
  'not-ready',
  'in-doubt',
  'auth',
  'permanent',
  'needs-person',
] as const;
export type ErrorClass = (typeof ERROR_CLASSES)[number];

interface ErrorCodeEntry {
  readonly class: ErrorClass;
  /** What happened and what to do, for the operator. */
  readonly text: string;
}

/** Every error of Chairside. Codes are stable: they may be searched for, and nothing may change what one means. */
export const ERROR_CODES = {
  // The way to the scanner's cloud
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
  // Pairing
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
  // The RX
  RX_DOCTOR_UNMAPPED: {
    class: 'needs-person',
    text: 'The provider has no iTero doctor. Add the provider to rx.doctors, or approve the RX with --doctor.',
  },
  RX_DOCTOR_MISSING: {
    class: 'needs-person',
    text: 'The request names no doctor and rx.defaults has none. Add rx.defaults.doctorId, or approve the RX with --doctor.',
  },
  RX_PROCEDURE_UNMAPPED: {
    class: 'needs-person',
    text: 'The procedure code has no iTero procedure. Add the code to rx.procedures, or approve the RX with --procedure.',
  },
  RX_PROCEDURE_AMBIGUOUS: {
    class: 'needs-person',
    text: 'iTero gives this procedure more than one id, and only the practice can say which it uses. Add the code to rx.procedures with one of them, or approve the RX with --procedure.',
  },
  RX_PATIENT_UNKNOWN: {
    class: 'needs-person',
    text: 'The DPMS does not know the patient of this RX, or knows no chart number and full name. Complete the patient in the DPMS.',
  },
  RX_REFUSED: {
    class: 'permanent',
    text: 'iTero refused the RX. Check the doctor, the lab, the procedure and the patient’s data, then run: chairside rx resend KEY.',
  },
  RX_CHART_NUMBER_SHARED: {
    class: 'needs-person',
    text: 'Several patients at iTero share this chart number. Correct it on myitero.com, then run: chairside rx resend KEY.',
  },
  RX_CHART_NUMBER_FOREIGN: {
    class: 'needs-person',
    text: 'At iTero this chart number belongs to somebody with another name and birth date, so the RX was not sent. Look at review list. If the chart number is wrong in the DPMS, correct it there; if it is right, the other one first needs a chart number of their own at iTero (on myitero.com, or chairside patients update CLINIC --id ID --new-chart NUMBER). Then run: chairside rx resend KEY.',
  },
  RX_IN_DOUBT: {
    class: 'in-doubt',
    text: 'The answer to this RX was lost, so it may be on the scanner. Look at the scanner, then run: chairside rx resend KEY or chairside rx dismiss KEY.',
  },
  RX_CANCELLED_IN_DOUBT: {
    class: 'needs-person',
    text: 'The practice no longer wants this RX, but it may be on the scanner. Check the scanner, delete it there, then run: chairside rx dismiss KEY.',
  },
  RX_UNKNOWN_TO_CLOUD: { class: 'permanent', text: 'iTero does not know this RX.' },
  RX_ALREADY_SCANNED: {
    class: 'permanent',
    text: 'This RX was already scanned, so it can be neither changed nor withdrawn. Use a new request id for a new scan.',
  },
  RX_KEY_UNKNOWN: {
    class: 'permanent',
    text: 'No request with this id is known, so there is nothing to cancel. Check the request id.',
  },
  RX_CODE_EXCLUDED: {
    class: 'permanent',
    text: 'rx.procedures says that this procedure code asks for no scan. Change rx.procedures, or approve the RX with --procedure.',
  },
  RX_TOO_MANY_WITHDRAWALS: {
    class: 'needs-person',
    text: 'More RX would be withdrawn at once than rx.maxWithdrawalsPerRound allows. Look at rx list, then run: chairside rx withdraw KEY for each that may go.',
  },
  // The scan
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
    text: 'The download is larger than Chairside accepts. Look at the case on myitero.com.',
  },
  ZIP_REFUSED: {
    class: 'permanent',
    text: 'The ZIP holds what a scan never holds (unsafe names, too many or too large entries). Nothing of it was filed.',
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
  // The patient at iTero
  PATIENT_CHART_NUMBER_SHARED: {
    class: 'needs-person',
    text: 'Several patients at iTero share this chart number, so the change was not sent. Correct it on myitero.com, or allow patients.updateById, then run: chairside patients retry CLINIC PATIENT.',
  },
  PATIENT_CHART_NUMBER_FOREIGN: {
    class: 'needs-person',
    text: 'At iTero this chart number belongs to somebody with another name and birth date, so the change was not sent. Look at review list. If the chart number is wrong in the DPMS, correct it there; if it is right, the other one first needs a chart number of their own at iTero (on myitero.com, or chairside patients update CLINIC --id ID --new-chart NUMBER). Then run: chairside patients retry CLINIC PATIENT.',
  },
  PATIENT_CHART_NUMBER_CHANGED: {
    class: 'needs-person',
    text: 'The chart number was changed, and iTero changes it only by its own id of the patient. Correct it on myitero.com, or allow patients.updateById, then run: chairside patients retry CLINIC PATIENT.',
  },
  PATIENT_BIRTH_DATE_KEPT: {
    class: 'needs-person',
    text: 'iTero keeps another birth date of this patient than the DPMS has. Correct it on myitero.com, then run: chairside patients dismiss CLINIC PATIENT. It is not sent again.',
  },
  PATIENT_SEARCH_UNAVAILABLE: {
    class: 'permanent',
    text: 'This search needs version 3 of the API. Add itero.discovery.v3 to the configuration, or search by name and chart number.',
  },
  // What is mapped
  DOCTOR_GONE: {
    class: 'needs-person',
    text: 'iTero no longer has a doctor that the configuration names. Look at chairside practice CLINIC and correct the configuration.',
  },
  LAB_GONE: {
    class: 'needs-person',
    text: 'iTero no longer has a lab that the configuration names. Look at chairside practice CLINIC and correct the configuration.',
  },
  // The chart
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
  // Requests in files
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
  // The DPMS's database
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
  // The house
  LEDGER_FAILED: {
    class: 'transient',
    text: 'The ledger in dataDir cannot be read or written. Check the disk; Chairside goes on by itself.',
  },
  LEDGER_NEWER: {
    class: 'needs-person',
    text: 'The ledger was written by a newer version of Chairside. Run that version, or restore the copy made before the update.',
  },
  VAULT_FAILED: {
    class: 'needs-person',
    text: 'The vault cannot be opened. Restore its key file, or delete the vault and pair again.',
  },
  SECRET_UNKNOWN: {
    class: 'needs-person',
    text: 'The vault has no secret of that name. Run: chairside secret set NAME.',
  },
  DATA_FOLDER_IN_USE: {
    class: 'needs-person',
    text: 'Another Chairside service works on this data folder. Stop it first, or give this one a dataDir of its own.',
  },
  ADAPTER_FAILED: {
    class: 'permanent',
    text: 'The adapter of this clinic failed in a way it should not. Update the adapter, or report it to its maker.',
  },
  STOPPED: { class: 'transient', text: 'Chairside was stopped in the middle of this; it goes on at the next start.' },
  UNEXPECTED: {
    class: 'permanent',
    text: 'Something failed that Chairside does not expect. If it stays, report it with the support bundle.',
  },
} as const satisfies Record<string, ErrorCodeEntry>;

export type ChairsideErrorCode = keyof typeof ERROR_CODES;
