import { h } from './dom.js';
import { badge, notice } from './parts.js';
import { counted, KIND_NAMES } from './words.js';

/** Everything that goes on only when somebody does something, the urgent first. */
export function waitingOf(clinics) {
  return clinics
    .flatMap((clinic) => clinic.needsPerson.map((item) => ({ ...item, clinic: clinic.id })))
    .sort((one, other) => Number(other.urgent !== false) - Number(one.urgent !== false));
}

/** "Needs a person". */
export function people({ clinics }, { open }) {
  const waiting = waitingOf(clinics);
  return [
    h('h1', {}, 'Needs a person'),
    waiting.length === 0
      ? notice('done', 'Nothing waits for anybody.')
      : [
          h(
            'p',
            { class: 'lead' },
            `${counted(waiting.length, 'thing goes', 'things go')} on only when somebody decides.`,
          ),
          h(
            'ul',
            { class: 'cards' },
            waiting.map((item) => card(item, clinics.length > 1, open)),
          ),
        ],
  ];
}

/** What opens: a scan of the review inbox with who may be meant, captures with their scan. */
function target({ kind, key, clinic, state }) {
  if (kind === 'mapping') return undefined;
  if (kind === 'scan' && state === 'review') return { kind: 'review', key, clinic, state };
  return { kind: kind === 'capture' ? 'scan' : kind, key, clinic, state };
}

function card(item, manyClinics, open) {
  const { kind, key, state, text, clinic, urgent } = item;
  const opens = target(item);
  const name = kind === 'patient' ? KIND_NAMES[kind] : `${KIND_NAMES[kind]} ${key}`;
  return h(
    'li',
    { class: urgent === false ? 'card rest' : 'card' },
    h(
      'div',
      { class: 'card-head' },
      kind === 'mapping' ? h('span', { class: 'badge person' }, 'Gone at iTero') : badge(kind, state),
      h('strong', {}, name),
      manyClinics && h('small', {}, clinic),
    ),
    h('p', {}, text),
    opens &&
      h(
        'button',
        {
          type: 'button',
          'data-focus': `${clinic} ${kind} ${key}`,
          'aria-label': `Open ${name}`,
          onclick: () => open(opens),
        },
        'Open',
      ),
  );
}
