import { h } from './dom.js';
import { fromNow, moment, stateOf } from './words.js';

/** A state: by its words first, by its colour as well. */
export function badge(kind, state) {
  const { tone, text } = stateOf(kind, state);
  return h('span', { class: `badge ${tone}`, title: state }, text);
}

/** A moment from now, with the exact time for whoever wants it. */
export function when(iso) {
  return iso ? h('time', { datetime: iso, title: moment(iso) }, fromNow(iso)) : '';
}

export function initialsOf(patient) {
  return patient?.initials ?? '–';
}

/** Names and values, those without a value left out. */
export function facts(pairs) {
  return h(
    'dl',
    { class: 'facts' },
    pairs
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  );
}

export function notice(tone, ...children) {
  return h('p', { class: `notice ${tone}` }, children);
}
