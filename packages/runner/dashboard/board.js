import { FILTERS, casesOf, matches } from './cases.js';
import { h } from './dom.js';
import { badge, notice, when } from './parts.js';

/** As many lines are shown at once. */
const MOST_LINES = 200;

/** "Where is my scan?": one line for each request and scan. */
export function board({ rx, scans, clinics }, view, { again, open }) {
  const cases = casesOf(rx, scans);
  const found = cases.filter((item) => matches(item, view.words));
  const listed = found.filter(FILTERS[view.filter].fits);
  return [
    h('h1', {}, 'Where is my scan?'),
    h(
      'div',
      { class: 'tools' },
      h('input', {
        type: 'search',
        placeholder: 'Request, order, initials, doctor…',
        'aria-label': 'Search',
        value: view.words,
        'data-focus': 'search',
        oninput: ({ target }) => again({ words: target.value }),
      }),
      h(
        'div',
        { class: 'chips', role: 'group', 'aria-label': 'Which ones' },
        Object.entries(FILTERS).map(([id, { name, fits }]) =>
          h(
            'button',
            {
              type: 'button',
              'data-focus': `filter ${id}`,
              'aria-pressed': String(view.filter === id),
              onclick: () => again({ filter: id }),
            },
            `${name} `,
            h('span', { class: 'count' }, found.filter(fits).length),
          ),
        ),
      ),
    ),
    listed.length === 0
      ? notice('rest', cases.length === 0 ? 'There is no request and no scan yet.' : 'Nothing here is like that.')
      : table(listed.slice(0, MOST_LINES), clinics.length > 1, open),
    listed.length > MOST_LINES &&
      notice('rest', `The newest ${MOST_LINES} of ${listed.length} are shown: search for others.`),
  ];
}

function table(items, manyClinics, open) {
  const columns = ['State', 'Patient', 'Request and order', 'What', 'Age', 'Next try', 'Problem'];
  return h(
    'table',
    { class: 'list' },
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
      items.map((item) => row(item, manyClinics, open)),
    ),
  );
}

function row(item, manyClinics, open) {
  const { kind, key, clinic, state, tone, rxKey, orderId, initials, procedure, doctor, since, scannedAt, dueAt } = item;
  const waits = item.problem !== null || state === 'not-ready' || state === 'downloading';
  return h(
    'tr',
    { class: tone },
    h('td', { class: 'state' }, badge(kind, state)),
    h('td', { 'data-label': 'Patient' }, initials ?? '–'),
    h(
      'td',
      { class: 'name' },
      h(
        'button',
        {
          type: 'button',
          class: 'link',
          'data-focus': `${clinic} ${kind} ${key}`,
          'aria-label': `Open ${rxKey ? `request ${rxKey}` : `order ${orderId}`}`,
          onclick: () => open(item),
        },
        rxKey ?? `Order ${orderId}`,
      ),
      h('small', {}, [rxKey && orderId && `Order ${orderId}`, manyClinics && clinic].filter(Boolean).join(' · ')),
    ),
    h('td', { 'data-label': 'What' }, procedure, doctor && h('small', {}, doctor)),
    h('td', { 'data-label': 'Age' }, when(since), scannedAt && h('small', {}, 'scanned ', when(scannedAt))),
    h('td', { 'data-label': 'Next try' }, waits ? when(dueAt) : ''),
    h('td', { class: 'problem' }, item.problem?.text ?? ''),
  );
}
