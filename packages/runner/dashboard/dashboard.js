import { currentSession, get, signIn, signOut } from './api.js';
import { auditPage } from './audit.js';
import { board } from './board.js';
import { clinicsPage, isWell } from './clinics.js';
import { h, show } from './dom.js';
import { ItemDialog } from './item-dialog.js';
import { people, waitingOf } from './people.js';
import { signInPage } from './sign-in.js';

/** How often the page looks again by itself, milliseconds. */
const LOOK_AGAIN = 15_000;
const AUDIT_PART = 100;

const PAGES = { scans: 'Scans', people: 'Needs a person', clinics: 'Clinics', audit: 'Audit' };

const top = document.getElementById('top');
const main = document.getElementById('main');
const said = document.getElementById('said');

/** What is shown; nothing of it outlives the sign-out. */
let session;
let data;
let entries;
let whole = false;
let view = { filter: 'open', words: '' };

const dialog = new ItemDialog(document.getElementById('item'), {
  done: (sentence) => {
    say(sentence);
    void look();
  },
  failed: leave,
});

function say(sentence) {
  said.textContent = sentence;
}

function pageName() {
  const name = location.hash.slice(1);
  return name in PAGES && (name !== 'audit' || session.role === 'operator') ? name : 'scans';
}

function header() {
  const waiting = waitingOf(data.clinics).length;
  const troubled = data.clinics.filter((clinic) => !isWell(clinic)).length;
  const counts = { people: waiting, clinics: troubled };
  const pages = Object.entries(PAGES).filter(([name]) => name !== 'audit' || session.role === 'operator');
  return [
    h('span', { class: 'brand' }, 'Chairside'),
    h(
      'nav',
      { 'aria-label': 'Pages' },
      pages.map(([name, text]) =>
        h(
          'a',
          { href: `#${name}`, 'data-focus': `page ${name}`, 'aria-current': pageName() === name ? 'page' : undefined },
          text,
          counts[name] > 0 && h('span', { class: 'count alarm' }, counts[name]),
        ),
      ),
    ),
    h(
      'span',
      { class: 'who' },
      `${session.operator}${session.role === 'viewer' ? ' (viewer)' : ''}`,
      h('button', { type: 'button', 'data-focus': 'sign out', onclick: out }, 'Sign out'),
    ),
  ];
}

function page() {
  const open = (item) => dialog.open(item, session.role === 'operator');
  const again = (change) => {
    view = { ...view, ...change };
    render();
  };
  const name = pageName();
  if (name === 'people') return people(data, { open });
  if (name === 'clinics') return clinicsPage(data);
  if (name === 'audit') return entries === undefined ? [] : auditPage(entries, { more: () => older(), whole });
  return board(data, view, { again, open });
}

function render() {
  if (session === undefined || data === undefined) return;
  show(top, header());
  show(main, page());
}

async function load(background) {
  const options = { background };
  const [rx, scans, clinics] = await Promise.all([
    get('/rx', 'rx', options),
    get('/scans', 'scans', options),
    get('/clinics', 'clinics', options),
  ]);
  data = { rx, scans, clinics };
  if (pageName() === 'audit' && (entries === undefined || !background)) await older(true);
}

async function older(anew = false) {
  const before = anew || !entries?.length ? '' : `&before=${entries.at(-1).entry}`;
  const part = await get(`/audit?limit=${AUDIT_PART}${before}`, 'audit').catch(fail);
  if (part === undefined) return;
  entries = anew ? part : [...(entries ?? []), ...part];
  whole = part.length < AUDIT_PART;
  render();
}

function fail(error) {
  if (error.status === 401) leave();
  else say(error.message);
  return undefined;
}

/** Reads everything anew and shows it. */
async function look(background = false) {
  try {
    await load(background);
    if (said.dataset.trouble) say('');
    delete said.dataset.trouble;
    render();
  } catch (error) {
    said.dataset.trouble = '1';
    fail(error);
  }
}

/** Somebody is not signed in any more: nothing of the practice stays on the screen. */
function leave() {
  const was = session !== undefined;
  session = undefined;
  data = undefined;
  entries = undefined;
  view = { filter: 'open', words: '' };
  dialog.close();
  say('');
  top.replaceChildren();
  show(main, signInPage(was ? 'You were signed out.' : '', enter));
  main.querySelector('input')?.focus();
}

async function enter(name, password) {
  session = await signIn(name, password);
  await look();
  main.focus({ preventScroll: true });
}

async function out() {
  await signOut().catch(() => undefined);
  leave();
}

addEventListener('hashchange', () => {
  if (session === undefined) return;
  render();
  main.focus({ preventScroll: true });
  scrollTo(0, 0);
  if (pageName() === 'audit') void older(true);
});

setInterval(() => {
  if (session !== undefined && !document.hidden) void look(true);
}, LOOK_AGAIN);
document.addEventListener('visibilitychange', () => {
  if (session !== undefined && !document.hidden) void look(true);
});

try {
  session = await currentSession();
  if (session === undefined) leave();
  else await look(true);
} catch (error) {
  leave();
  say(error.message);
}
