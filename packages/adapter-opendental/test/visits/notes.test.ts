import { expect } from 'chai';
import { notesOf, notesProblem } from '../../dist/visits/notes.js';

const STANDARD = '{teeth} {surfaces} {description}';

function unit(teeth: string, surfaces: string, description: string) {
  return { teeth: teeth === '' ? [] : teeth.split(' '), surfaces, description };
}

describe('the notes of an RX', () => {
  const CASES: readonly (readonly [string, string, readonly ReturnType<typeof unit>[], string | undefined])[] = [
    ['name tooth and work', STANDARD, [unit('3', '', 'Crown')], '3 Crown'],
    ['name surfaces', STANDARD, [unit('3', 'MOD', 'Onlay')], '3 MOD Onlay'],
    ['name an arch without teeth', STANDARD, [unit('', 'upper', 'Denture')], 'upper Denture'],
    [
      'name a bridge in the order of teeth',
      STANDARD,
      [unit('5', '', 'Retainer'), unit('4', '', 'Pontic'), unit('3', '', 'Retainer')],
      '3, 5 Retainer; 4 Pontic',
    ],
    [
      'keep surfaces with their teeth',
      STANDARD,
      [unit('14', 'DO', 'Onlay'), unit('3', 'MO', 'Onlay')],
      '3 MO Onlay; 14 DO Onlay',
    ],
    ['name a tooth once', STANDARD, [unit('3', '', 'Crown'), unit('3', '', 'Crown')], '3 Crown'],
    ['order teeth by number, not by letter', STANDARD, [unit('10 9 2', '', 'Veneer')], '2, 9, 10 Veneer'],
    ['put primary and extra teeth in their place', STANDARD, [unit('20 K 54 3 A', '', 'Work')], '3, A, 54, 20, K Work'],
    ['put teeth that nobody knows last', STANDARD, [unit('? 3', '', 'Work')], '3, ? Work'],
    ['say a sentence once', 'Please scan {teeth}', [unit('4', '', 'A'), unit('3', 'O', 'B')], 'Please scan 3, 4'],
    ['take a template without placeholders', 'Scan', [unit('4', '', 'A'), unit('3', 'O', 'B')], 'Scan'],
    ['leave no holes', '{surfaces}  {teeth}\n{description} ', [unit('3', '', 'Crown')], '3 Crown'],
    [
      'take words with braces or dollars as they are',
      STANDARD,
      [unit('3', '', '{teeth} $& Crown')],
      '3 {teeth} $& Crown',
    ],
    ['are none where nothing is to be said', '{surfaces}', [unit('3', '', 'Crown')], undefined],
  ];
  for (const [title, template, units, expected] of CASES) {
    it(title, () => {
      expect(notesOf(template, units)).to.equal(expected);
      expect(notesOf(template, units.toReversed()), 'in any order').to.equal(expected);
    });
  }

  it('have a template whose placeholders are known', () => {
    expect(notesProblem(STANDARD)).to.equal(undefined);
    expect(notesProblem('no placeholder')).to.equal(undefined);
    expect(notesProblem('{tooth} {surfaces}')).to.equal(
      '{tooth} is not known; there are {teeth}, {surfaces}, {description}',
    );
    expect(notesProblem('{}')).to.contain('{} is not known');
  });
});
