import type { ErrorCodeEntry } from '../error-class.js';

/** The RX. */
export const RX_CODES = {
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
  RX_SENT_FORGOTTEN: {
    class: 'in-doubt',
    text: 'The ledger was put back from a copy, and this RX was, or may have been, sent since that copy. Look at the scanner, then run: chairside rx resend KEY or chairside rx dismiss KEY.',
  },
  RX_CANCELLED_IN_DOUBT: {
    class: 'needs-person',
    text: 'The practice no longer wants this RX, but it may be on the scanner. Check the scanner, delete it there, then run: chairside rx dismiss KEY.',
  },
  RX_ANSWER_LOST: {
    class: 'transient',
    text: 'The answer to this RX was lost, and it is sent again, as rx.onUncertainSubmit says. It may be on the scanner more than once.',
  },
  RX_BOOK_UNREAD: {
    class: 'transient',
    text: 'The practice software cannot be read now, so it is not known whether this RX is still wanted. It is sent by itself once the visits were read.',
  },
  RX_VISIT_OVER: {
    class: 'needs-person',
    text: 'The visit was over before this RX could be sent, so it was not sent. Send it all the same with: chairside rx resend KEY (a proposal with: chairside rx approve KEY), or let it rest with: chairside rx dismiss KEY.',
  },
  RX_NEVER_SCANNED: {
    class: 'needs-person',
    text: 'No scan of this RX has come in the 14 days since its visit, or since it was sent. Take it from the scanner with: chairside rx withdraw KEY, or leave it there with: chairside rx dismiss KEY. A scan that comes later is filed all the same.',
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
} as const satisfies Record<string, ErrorCodeEntry>;
