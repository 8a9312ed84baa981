import { h } from './dom.js';
import { notice } from './parts.js';
import { moment } from './words.js';

/** Who did what, the newest first. */
export function auditPage(entries, { more, whole }) {
  return [
    h('h1', {}, 'Audit'),
    h('p', { class: 'lead' }, 'Whether every entry is as it was written: chairside audit verify.'),
    entries.length === 0 ? notice('rest', 'Nothing is written down yet.') : table(entries),
    !whole && h('button', { type: 'button', 'data-focus': 'more', onclick: more }, 'Older ones'),
  ];
}

function table(entries) {
  const columns = ['Entry', 'When', 'Who', 'What', 'Of', 'More'];
  return h(
    'table',
    { class: 'list audit' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        columns.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      {},
      entries.map(({ entry, at, clinic, actor, action, subject, detail }) =>
        h(
          'tr',
          {},
          h('td', { class: 'state' }, h('small', {}, String(entry))),
          h('td', { 'data-label': 'When' }, moment(at)),
          h('td', { 'data-label': 'Who' }, actor),
          h('td', { class: 'name' }, action),
          h('td', { 'data-label': 'Of' }, subject, h('small', {}, clinic ?? '')),
          h('td', { class: 'problem' }, detail ?? ''),
        ),
      ),
    ),
  );
}
