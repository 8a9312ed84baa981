import { basename, resolve } from 'node:path';
import { input, select } from '@inquirer/prompts';
import { CannotCreate } from './cannot-create.js';
import { mustBeName } from './create-adapter.js';
import { SOURCE_WORDS, SOURCES, type Source } from './sources.js';

/** What was said on the command line. */
export interface Wish {
  readonly name?: string | undefined;
  readonly source?: string | undefined;
  readonly dir?: string | undefined;
}

/** What is wanted; what was not said is asked, where somebody sits there. Throws CannotCreate. */
export async function wishedAdapter(wish: Wish): Promise<{ name: string; source: Source; folder: string }> {
  const name =
    wish.name ?? (await ask('NAME', () => input({ message: 'Name of the package:', default: 'acme-dental' })));
  mustBeName(name);
  const said = wish.source ?? (await ask('--source', chooseSource));
  const source = SOURCES.find((one) => one === said);
  if (source === undefined) throw new CannotCreate(`${said} is no source: name one of ${SOURCES.join(', ')}.`);
  return { name, source, folder: resolve(wish.dir ?? basename(name)) };
}

function chooseSource(): Promise<Source> {
  return select({
    message: 'How are the visits and patients of the practice software read?',
    choices: SOURCES.map((value) => ({ value, name: SOURCE_WORDS[value] })),
  });
}

async function ask<Answer>(what: string, question: () => Promise<Answer>): Promise<Answer> {
  if (!process.stdin.isTTY) throw new CannotCreate(`Nobody is there to be asked: say ${what}.`);
  return question();
}
