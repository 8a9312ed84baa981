import type { ErrorCodeEntry } from '../error-class.js';

/** The patient at iTero. */
export const PATIENT_CODES = {
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
} as const satisfies Record<string, ErrorCodeEntry>;
