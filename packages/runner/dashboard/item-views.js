import { h } from './dom.js';
import { badge, facts, notice, when } from './parts.js';
import { moment } from './words.js';

function nameOf(patient) {
  const name = [patient?.firstName, patient?.lastName].filter(Boolean).join(' ');
  return name === '' ? (patient?.ref ?? 'Not named') : name;
}

function born({ dateOfBirth, gender }) {
  return [dateOfBirth && `born ${dateOfBirth}`, gender].filter(Boolean).join(', ');
}

/** A person as one system names them. */
function person(title, patient, ...more) {
  return h(
    'section',
    { class: 'someone' },
    h('h3', {}, title),
    h('p', {}, h('strong', {}, nameOf(patient))),
    facts([
      ['Chart number', patient.chartNumber],
      ['Birth date and gender', born(patient)],
    ]),
    more,
  );
}

function problem(view) {
  return view.problem && notice('person', view.problem.text);
}

function files(list) {
  return h(
    'ul',
    { class: 'files' },
    list.map((file) => h('li', {}, typeof file === 'string' ? file : (file.path ?? file.knownAs ?? ''))),
  );
}

function rxView(view) {
  return [
    problem(view),
    view.patient && person('Patient', view.patient),
    facts([
      ['State', badge('rx', view.state)],
      ['RX at iTero', view.rxId],
      ['Order', view.orderId],
      ['Doctor', [view.doctor, view.doctorId && `iTero's ${view.doctorId}`].filter(Boolean).join(', ')],
      ['Lab', view.labId],
      [
        'Procedure',
        [view.procedureCode, view.procedureMapId && `iTero's ${view.procedureMapId}`].filter(Boolean).join(', '),
      ],
      ['Tries', view.attempts || undefined],
      ['Next try', when(view.dueAt)],
      ['Asked for', moment(view.createdAt)],
      ['Last changed', moment(view.updatedAt)],
    ]),
  ];
}

function scanView(view) {
  return [
    problem(view),
    view.patient && person('Filed for', view.patient),
    view.scannedPatient && person('The scan names', view.scannedPatient),
    facts([
      ['State', badge('scan', view.state)],
      ['Status at iTero', view.status],
      ['Request', view.rxKey],
      ['Scanned', moment(view.scannedAt)],
      ['Procedure', [view.procedure, view.procedureType].filter(Boolean).join(', ')],
      ['Tries', view.attempts || undefined],
      ['Next try', when(view.dueAt)],
      [
        'In the viewer',
        view.viewerUrl?.startsWith('https://') &&
          h('a', { href: view.viewerUrl, target: '_blank', rel: 'noopener noreferrer' }, "Open iTero's viewer"),
      ],
    ]),
    (view.revisions ?? [])
      .toReversed()
      .map(({ revision, filedAt, files: list }) =>
        h(
          'details',
          {},
          h('summary', {}, `Revision ${revision}, filed ${moment(filedAt)}: ${list.length} files`),
          files(list),
        ),
      ),
    (view.captures ?? []).length > 0 &&
      h('details', {}, h('summary', {}, `Screen captures: ${view.captures.length}`), captures(view.captures)),
  ];
}

function captures(list) {
  return h(
    'ul',
    { class: 'files' },
    list.map(({ state, takenAt, problem }) =>
      h('li', {}, badge('capture', state), ` ${moment(takenAt)} `, h('small', {}, problem?.text ?? '')),
    ),
  );
}

/** `assign(ref)` files the scan for a patient; undefined for whoever may only look. */
function reviewView(view, { assign }) {
  const { candidates, left, scannedPatient } = view;
  return [
    problem(view),
    person('The scan names', scannedPatient),
    facts([
      ['Scanned', moment(view.scannedAt)],
      ['Status at iTero', view.status],
      ['Doctor', view.doctor],
    ]),
    left.length > 0 && [h('h3', {}, 'To be deleted in the practice software'), files(left)],
    h('h3', {}, candidates.length === 0 ? 'Nobody seems to be meant' : 'Who may be meant'),
    candidates.map(({ patient, why }) =>
      person(
        patient.ref,
        patient,
        h('p', {}, h('small', {}, why)),
        assign &&
          h(
            'button',
            {
              type: 'button',
              'data-focus': `assign ${patient.ref}`,
              onclick: () => assign(patient.ref, nameOf(patient)),
            },
            `File for ${nameOf(patient)}`,
          ),
      ),
    ),
    assign && otherPatient(assign),
  ];
}

function otherPatient(assign) {
  const reference = h('input', { id: 'reference', autocomplete: 'off', required: true });
  const submit = (event) => {
    event.preventDefault();
    assign(reference.value.trim(), `patient ${reference.value.trim()}`);
  };
  return h(
    'form',
    { class: 'other', onsubmit: submit },
    h('label', { for: 'reference' }, "Somebody else, by the practice software's own reference"),
    h('div', { class: 'tools' }, reference, h('button', { type: 'submit' }, 'File for this patient')),
  );
}

function patientView(view) {
  return [
    problem(view),
    person('The practice software says', view.patient),
    person('iTero was told', view.told),
    view.matches.map((match) => person(`iTero has ${match.id}`, match)),
    facts([
      ['State', badge('patient', view.state)],
      ['Next try', when(view.dueAt)],
    ]),
  ];
}

const VIEWS = { rx: rxView, scan: scanView, review: reviewView, patient: patientView };

/** What was opened, with the patient's name. */
export function itemView(kind, view, wishes) {
  return VIEWS[kind](view, wishes);
}

/** Whether the birth date of somebody stands in it. */
export function showsBirthDate(view) {
  return JSON.stringify(view).includes('"dateOfBirth"');
}
