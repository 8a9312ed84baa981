import { h } from './dom.js';
import { facts, notice, when } from './parts.js';
import { stateOf } from './words.js';

/** How each clinic stands with iTero, and what keeps it from its work. */
export function clinicsPage({ clinics }) {
  return [h('h1', {}, 'Clinics'), h('ul', { class: 'cards' }, clinics.map(card))];
}

function counts(kind, byState) {
  const parts = Object.entries(byState).map(([state, count]) => `${count} ${stateOf(kind, state).text.toLowerCase()}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

/** Whether something keeps a clinic from its work. */
export function isWell({ paired, disabled, troubles }) {
  return paired && disabled === null && troubles.length === 0;
}

function card(clinic) {
  const { id, paired, pairing, company, lastContact, lastNotification, disabled, troubles, warnings } = clinic;
  return h(
    'li',
    { class: 'card' },
    h(
      'div',
      { class: 'card-head' },
      h('span', { class: `badge ${isWell(clinic) ? 'done' : 'fault'}` }, isWell(clinic) ? 'At work' : 'Look here'),
      h('h2', {}, id),
    ),
    disabled !== null && notice('fault', `This clinic does no work: ${disabled}`),
    !paired && notice('fault', `Not paired with iTero (${pairing}). Run at the computer: chairside pair ${id}`),
    troubles.map(({ since, text }) => notice('fault', text, ' Since ', when(since), '.')),
    warnings.map((warning) => notice('person', `iTero says: ${warning}`)),
    facts([
      ['iTero account', company ? `${company.name} (${company.id})` : undefined],
      ['Last contact with iTero', lastContact ? when(lastContact) : 'never'],
      ['Last notification', lastNotification ? when(lastNotification) : undefined],
      ['RX', counts('rx', clinic.rx)],
      ['Scans', counts('scan', clinic.scans)],
      ['Patients at iTero', Object.keys(clinic.patients).length > 0 ? counts('patient', clinic.patients) : undefined],
    ]),
  );
}
