import type { ProcedureMode } from '@chairside/core';
import { expect } from 'chai';
import { CODE_RULES } from '../../dist/procedures/code-rules.js';
import { ProcedureMap } from '../../dist/procedures/procedure-map.js';
import { rulesOf } from '../visits/visit-practice.js';

type Ids = readonly number[];

/** Codes, the ids to a lab, nowhere and to myitero.com, and whether a person is asked. */
const EXPECTED: readonly (readonly [codes: string, lab: Ids, none: Ids, myitero: Ids, mode: ProcedureMode])[] = [
  ['D0801', [1, 78], [54], [80], 'auto'],
  ['D0470', [1, 78], [54], [80], 'auto'],
  ['D0350-D0351 D0802 D0396 D8660 D9950', [1, 78], [54], [80], 'suggest'],
  ['D1510-D1527 D1575', [13, 19], [69], [94], 'auto'],
  ['D2799 D2971 D6253 D6793', [30], [62], [88], 'suggest'],
  ['D2510-D2544 D2610-D2664', [30], [62], [88], 'auto'],
  ['D2710-D2794', [30], [62], [88], 'auto'],
  ['D2952-D2953', [30], [62], [88], 'auto'],
  ['D2961-D2962', [30], [62], [88], 'auto'],
  ['D2975', [30], [62], [88], 'auto'],
  ['D5110 D5120', [22], [70], [95], 'auto'],
  ['D5130 D5140', [104], [105], [107], 'auto'],
  ['D5221-D5224 D5227-D5228', [21], [58], [84], 'auto'],
  ['D5211-D5214 D5225-D5226 D5281-D5286', [20], [57], [83], 'auto'],
  ['D5820-D5821', [20], [57], [83], 'auto'],
  ['D5810-D5811', [22], [70], [95], 'auto'],
  ['D5863 D5865 D5860', [22], [70], [95], 'auto'],
  ['D5864 D5866 D5861', [20], [57], [83], 'auto'],
  ['D5877-D5878', [22], [70], [95], 'suggest'],
  ['D5710-D5725 D5750-D5761', [48], [72], [97], 'suggest'],
  ['D5909 D5930-D5960 D5982 D5986-D5988 D5991 D5995-D5996 D5999', [41, 42], [63], [89], 'suggest'],
  ['D6190', [24], [59], [85], 'auto'],
  ['D6010 D6012-D6013 D6040 D6050', [44], [65], [91], 'suggest'],
  ['D6110-D6111 D6114-D6115 D6118-D6119 D6053 D6078', [23], [71], [96], 'auto'],
  ['D6112-D6113 D6054', [20], [57], [83], 'auto'],
  ['D6116-D6117 D6079', [30], [62], [88], 'suggest'],
  ['D6055 D6056', [30], [62], [88], 'suggest'],
  ['D6057-D6077 D6082-D6088 D6094 D6097-D6099 D6120-D6123 D6194-D6195', [30], [62], [88], 'auto'],
  ['D6205-D6252 D6545-D6549 D6600-D6634 D6710-D6792 D6794', [30], [62], [88], 'auto'],
  ['D6920 D6940 D6950 D6970 D6975-D6976 D6985', [30], [62], [88], 'suggest'],
  ['D7880', [9, 15], [56], [82], 'auto'],
  ['D8010-D8020 D8050-D8070', [1, 78], [54], [80], 'ask'],
  ['D8030-D8040 D8080-D8091', [1, 78], [54], [80], 'ask'],
  ['D8210 D8220', [13, 19], [69], [94], 'auto'],
  ['D8680 D8692 D8703-D8704', [13, 19], [69], [94], 'auto'],
  ['D9938', [41, 42], [63], [89], 'auto'],
  ['D9940 D9944-D9946', [8, 14], [55], [81], 'auto'],
  ['D9941', [10, 16], [66], [92], 'auto'],
  ['D9947', [11, 17], [67], [93], 'auto'],
  ['D9953-D9954', [11, 17], [67], [93], 'suggest'],
  ['D9975', [41, 42], [63], [89], 'auto'],
  ['D2999 D5899 D6199 D6999 D7899 D8999 D9999', [], [], [], 'ask'],
];

const NO_TEETH_MISSING = new Set<string>();

/** Every code of ranges such as `D1510-D1527 D1575`. */
function everyCode(codes: string): readonly string[] {
  return codes.split(' ').flatMap((range) => {
    const [first, last = first] = range.split('-').map((code) => Number(code.slice(1))) as [number, number?];
    return Array.from({ length: last - first + 1 }, (_, index) => `D${String(first + index).padStart(4, '0')}`);
  });
}

/** The row of each code: the first that has it. */
const ROW_OF = new Map(EXPECTED.toReversed().flatMap((row) => everyCode(row[0]).map((code) => [code, row] as const)));

describe('the default rules', () => {
  for (const [place, sendTo] of (['lab', 'none', 'myitero'] as const).entries()) {
    const map = new ProcedureMap(rulesOf({}, sendTo));
    const wishOf = (code: string) => map.wish({ code, places: [] }, NO_TEETH_MISSING);

    for (const [codes, ...expected] of EXPECTED) {
      it(`know ${codes}, sent to ${sendTo}`, () => {
        const ids = expected[place] as Ids;
        const mode = expected[3];
        const own = everyCode(codes).filter((code) => ROW_OF.get(code)?.[0] === codes);
        expect(own).not.to.have.length(0);
        for (const code of own) {
          const { procedureMapId, choices, mode: found } = wishOf(code) ?? {};
          expect([code, procedureMapId === undefined ? (choices ?? []) : [procedureMapId], found]).to.deep.equal([
            code,
            ids,
            mode,
          ]);
        }
      });
    }

    it(`ask for nothing else, sent to ${sendTo}`, () => {
      const codes = Array.from({ length: 10_000 }, (_, index) => `D${String(index).padStart(4, '0')}`);
      expect(codes.filter((code) => wishOf(code) !== undefined)).to.deep.equal(
        codes.filter((code) => ROW_OF.has(code)),
      );
    });
  }

  it('are as many as the rows above', () => expect(CODE_RULES).to.have.length(EXPECTED.length));
});
