import type { SeededRandom } from './seeded-random.js';

/** Beginnings of last names that nobody takes for a real patient's. */
const BEGINNINGS = [
  'Sample',
  'Test',
  'Example',
  'Madeup',
  'Müster',
  'Échantillon',
  "O'Sample",
  'Van der Test',
  'Test-Example',
  'Fällesøn-Test',
  'Ñoreal',
  'de la Prueba',
];
const SYLLABLES = ['ba', 'do', 'ki', 'lu', 'ma', 'no', 'pe', 'ri', 'sa', 'to', 've', 'zu'];
const FIRST =
  'Pat,Sam,Alex,Kim,Lee,Jürgen,Zoë,André,Mary Ann,Jean-Luc,Siân,Søren,Noël,Ana,Bo,Cleo,Dana,Eli,Finn,Gil,Hana,Ivo,Kay'.split(
    ',',
  );

/** Names that programs tend to break on: other scripts, no letters at all, one name only, spaces at the ends. */
const UNUSUAL: readonly (readonly [last: string, first: string])[] = [
  ['样本', '测试'],
  ['見本', '花子'],
  ['Пример', 'Тест'],
  ['1234', '-'],
  ['...', '007'],
  ['Sample', ''],
  [' Test ', 'Sample '],
  ["D'Example'", '"Test"'],
  ['Test\\Sample', 'C:'],
  ['ŁĄKA-TEST', 'Ørsted'],
  ['Null', 'Test'],
];

export interface Name {
  readonly last: string;
  readonly first: string;
}

/** The name of a patient; now and then two patients have the same. */
export function madeUpName(random: SeededRandom): Name {
  if (random.percent(2)) {
    const [last, first] = random.pick(UNUSUAL);
    return { last, first };
  }
  const ending = Array.from({ length: 2 + random.below(2) }, () => random.pick(SYLLABLES)).join('');
  return { last: `${random.pick(BEGINNINGS)}${ending}`, first: random.pick(FIRST) };
}

/** The folder that Open Dental makes for a patient: the letters of the name, and the number. */
export function imageFolder({ last, first }: Name, patNum: number): string {
  return `${`${last}${first}`.replace(/\P{L}/gu, '')}${patNum}`;
}
