import { actionsOf } from './actions.js';
import { get, itemPath, post } from './api.js';
import { h, show } from './dom.js';
import { itemView, showsBirthDate } from './item-views.js';
import { notice } from './parts.js';
import { KIND_NAMES } from './words.js';

const NOUNS = { rx: 'rx', scan: 'scans', review: 'review', patient: 'patients' };
/** What a person may choose for an RX, by iTero's own numbers. */
const CHOICES = [
  ['doctorId', 'Doctor'],
  ['labId', 'Lab'],
  ['procedureMapId', 'Procedure'],
];

/** Opens items: what they are about, the patient, and what can be done. */
export class ItemDialog {
  #dialog;
  #done;
  #failed;
  #item;
  #view;
  #acts = false;
  #asked;

  /** `done(sentence)` after something was done; `failed(error)` where nobody is signed in any more. */
  constructor(dialog, { done, failed }) {
    this.#dialog = dialog;
    this.#done = done;
    this.#failed = failed;
    // Nothing of a patient stays on a page that nobody looks at.
    dialog.addEventListener('close', () => {
      this.#view = undefined;
      dialog.replaceChildren();
    });
  }

  /** `acts`: whether the person may do more than look. */
  async open(item, acts) {
    this.#item = item.kind === 'scan' && item.state === 'review' ? { ...item, kind: 'review' } : item;
    this.#acts = acts;
    this.#asked = undefined;
    this.#view = undefined;
    this.#render(h('p', {}, 'One moment …'));
    this.#dialog.showModal();
    await this.#take(() => get(itemPath(this.#item), NOUNS[this.#item.kind]));
  }

  close() {
    if (this.#dialog.open) this.#dialog.close();
  }

  async #take(ask) {
    try {
      this.#view = await ask();
      if (this.#dialog.open) this.#render();
    } catch (error) {
      this.#complain(error);
    }
  }

  #complain(error) {
    if (error.status === 401) this.#failed(error);
    else if (this.#dialog.open) this.#render(notice('fault', error.message));
  }

  #reveal() {
    return this.#take(async () => (await post(`${itemPath(this.#item)}/reveal`))[NOUNS[this.#item.kind]]);
  }

  async #act(action, body) {
    try {
      const answer = await post(`${itemPath(this.#item)}/${action.name}`, body);
      const lacking = answer.rx?.lacking ?? [];
      this.close();
      this.#done([`${action.text}: done.`, ...lacking.map(({ text }) => text)].join(' '));
    } catch (error) {
      this.#asked = undefined;
      this.#complain(error);
    }
  }

  /** Asks first, in the dialog itself, where something cannot simply be taken back. */
  #wish(action, body) {
    if (action.sure === undefined) return this.#act(action, body);
    this.#asked = { action, body };
    this.#render();
    this.#dialog.querySelector('[data-focus="sure"]')?.focus();
  }

  #render(said) {
    const { kind, key, clinic } = this.#item;
    const name = kind === 'patient' ? KIND_NAMES[kind] : `${KIND_NAMES[kind]} ${key}`;
    show(
      this.#dialog,
      h(
        'header',
        { class: 'card-head' },
        h('h2', { id: 'item-title' }, name),
        h('small', {}, clinic),
        h('button', { type: 'button', class: 'close', 'aria-label': 'Close', onclick: () => this.close() }, '✕'),
      ),
      h('div', { class: 'said-here', role: 'status' }, said),
      this.#view !== undefined && this.#content(),
    );
  }

  #content() {
    const { kind } = this.#item;
    const assign = (patient, name) =>
      this.#wish(
        { name: 'assign', text: `File for ${name}`, sure: 'The scan goes into the chart of this patient.' },
        { patient },
      );
    return [
      itemView(kind, this.#view, { assign: this.#acts ? assign : undefined }),
      h('p', {}, h('small', {}, 'That you opened this is written down.')),
      this.#asked ? this.#question(this.#asked) : this.#buttons(),
    ];
  }

  #question({ action, body }) {
    return h(
      'footer',
      { class: 'actions sure' },
      h('p', {}, action.sure),
      h(
        'button',
        { type: 'button', class: 'main', 'data-focus': 'sure', onclick: () => this.#act(action, body) },
        `${action.text}, yes`,
      ),
      h(
        'button',
        {
          type: 'button',
          onclick: () => {
            this.#asked = undefined;
            this.#render();
          },
        },
        'No',
      ),
    );
  }

  #buttons() {
    const { kind } = this.#item;
    const actions = this.#acts ? actionsOf(kind, this.#view) : [];
    const approves = actions.some(({ name }) => name === 'approve');
    const inputs = approves ? this.#inputs() : [];
    const choice = () =>
      Object.fromEntries(inputs.filter(({ value }) => value !== '').map(({ name, value }) => [name, Number(value)]));
    return [
      approves &&
        h(
          'fieldset',
          { class: 'choice' },
          h('legend', {}, "Choose, where nothing is mapped: iTero's numbers"),
          inputs.map((input, index) => h('label', {}, CHOICES[index][1], input)),
        ),
      h(
        'footer',
        { class: 'actions' },
        actions.map((action) =>
          h(
            'button',
            {
              type: 'button',
              class: action.main ? 'main' : undefined,
              'data-focus': action.name,
              onclick: () => this.#wish(action, action.name === 'approve' ? choice() : {}),
            },
            action.text,
          ),
        ),
        !showsBirthDate(this.#view) &&
          h('button', { type: 'button', 'data-focus': 'reveal', onclick: () => this.#reveal() }, 'Show the birth date'),
      ),
    ];
  }

  #inputs() {
    return CHOICES.map(([name]) =>
      h('input', {
        name,
        type: 'number',
        min: 1,
        step: 1,
        value: this.#view[name] ?? undefined,
        'data-focus': name,
      }),
    );
  }
}
