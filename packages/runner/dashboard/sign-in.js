import { h } from './dom.js';
import { notice } from './parts.js';

/** The page for whoever is not signed in. `signIn` rejects with the sentence to show. */
export function signInPage(said, signIn) {
  const answer = h('div', { role: 'alert' }, said && notice('person', said));
  const button = h('button', { type: 'submit', class: 'main' }, 'Sign in');
  const name = h('input', {
    id: 'name',
    name: 'name',
    autocomplete: 'username',
    required: true,
    autocapitalize: 'none',
  });
  const password = h('input', {
    id: 'password',
    name: 'password',
    type: 'password',
    autocomplete: 'current-password',
    required: true,
  });

  async function submit(event) {
    event.preventDefault();
    button.disabled = true;
    answer.replaceChildren();
    try {
      await signIn(name.value, password.value);
    } catch (error) {
      answer.replaceChildren(notice('fault', error.message));
      password.value = '';
      password.focus();
    } finally {
      button.disabled = false;
    }
  }

  return h(
    'form',
    { class: 'sign-in', onsubmit: submit },
    h('h1', {}, 'Chairside'),
    h('p', { class: 'lead' }, 'From the appointment to the chart.'),
    answer,
    h('label', { for: 'name' }, 'Name'),
    name,
    h('label', { for: 'password' }, 'Password'),
    password,
    button,
    h('p', {}, h('small', {}, 'A new operator is added at the computer: chairside operator add NAME')),
  );
}
