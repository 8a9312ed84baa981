import type { ProcedureRule } from '@chairside/core';
import type { SendTo } from '@chairside/core/itero';
import { expect } from 'chai';
import { ProcedureMap, type ScanWish } from '../../dist/procedures/procedure-map.js';
import { rulesOf } from '../visits/visit-practice.js';

const FULL = new Set<string>();
const teeth = (first: number, last: number): ReadonlySet<string> =>
  new Set(Array.from({ length: last - first + 1 }, (_, index) => String(first + index)));

function wish(
  code: string,
  {
    rules = {},
    sendTo = 'lab',
    places = [],
    missing = FULL,
  }: {
    readonly rules?: Readonly<Record<string, ProcedureRule>>;
    readonly sendTo?: SendTo;
    readonly places?: readonly string[];
    readonly missing?: ReadonlySet<string>;
  } = {},
): ScanWish | undefined {
  return new ProcedureMap(rulesOf(rules, sendTo)).wish({ code, places }, missing);
}

describe('what a procedure code asks for', () => {
  it('is told by its first five characters, in any letter case', () => {
    for (const code of ['D2740', 'd2740', 'D2740.1', 'D2740a', ' D2740 ']) {
      expect(wish(code), code).to.include({ procedureMapId: 30, group: 'fixed-restorative', mode: 'auto' });
    }
  });

  it('is nothing for codes without a rule: cleanings, N-, T- and Canadian codes, parts of codes, none', () => {
    for (const code of ['D1110', 'N4118', 'T2740', '27211', '27401', 'D274', 'D274X', 'X2740', '', 'toString']) {
      expect(wish(code), code).to.equal(undefined);
    }
  });

  it('is what the clinic says, for codes of any kind', () => {
    const rules = {
      N4118: { procedureMapId: 30 },
      '27*': { procedureMapId: 62, labId: 9 },
      'T*': { procedureMapId: 500, mode: 'suggest' },
    } as const;
    expect(wish('N4118', { rules })).to.include({ procedureMapId: 30, group: 'fixed-restorative', mode: 'auto' });
    expect(wish('27211', { rules })).to.include({ procedureMapId: 62, labId: 9, group: 'procedure-62-lab-9' });
    expect(wish('T1', { rules })).to.include({ procedureMapId: 500, group: 'procedure-500', mode: 'suggest' });
  });

  it('is nothing where the clinic says so, whatever the default rules', () => {
    expect(wish('D2740', { rules: { D2740: false } })).to.equal(undefined);
    expect(wish('D2740.1', { rules: { D2740: false } })).to.equal(undefined);
    expect(wish('D2750', { rules: { 'D27*': false } })).to.equal(undefined);
    expect(wish('D2740', { rules: { D2750: false } })).to.include({ procedureMapId: 30 });
  });

  it('is the clinic’s rule for the whole code, then for five characters, then for a prefix', () => {
    const rules = {
      'D8080.18': { procedureMapId: 3 },
      D8080: { procedureMapId: 4 },
      'D80*': { procedureMapId: 5 },
      'D8090.*': { procedureMapId: 6 },
    };
    expect(wish('D8080.18', { rules })?.procedureMapId).to.equal(3);
    expect(wish('D8080.24', { rules })?.procedureMapId).to.equal(4);
    expect(wish('D8080', { rules })?.procedureMapId).to.equal(4);
    expect(wish('D8090.1', { rules })?.procedureMapId).to.equal(6);
    expect(wish('d8090', { rules })?.procedureMapId).to.equal(5);
  });

  it('may be made to wait for a person, or no longer, by the clinic', () => {
    expect(wish('D2740', { rules: { D2740: { procedureMapId: 30, mode: 'ask' } } })?.mode).to.equal('ask');
    expect(wish('D2799', { rules: { D2799: { procedureMapId: 30 } } })?.mode).to.equal('auto');
  });

  it('goes where rx.sendTo says', () => {
    const ids = (['lab', 'none', 'myitero'] as const).map((sendTo) => wish('D2740', { sendTo })?.procedureMapId);
    expect(ids).to.deep.equal([30, 62, 88]);
  });

  it('leaves the choice to the practice where a row has two ids', () => {
    expect(wish('D9944')).to.deep.include({ choices: [8, 14], group: 'night-guard' });
    expect(wish('D9944')?.procedureMapId).to.equal(undefined);
    expect(wish('D9944', { sendTo: 'none' })).to.deep.include({ procedureMapId: 55 });
    expect(wish('D9944', { rules: { D9944: { procedureMapId: 14 } } })).to.include({
      procedureMapId: 14,
      group: 'night-guard-14',
    });
  });

  it('leaves the procedure to a person where the code does not say what is done', () => {
    expect(wish('D2999')).to.deep.equal({ group: 'd2999', mode: 'ask' });
  });

  it('joins own and default rules for the same procedure', () => {
    expect(wish('D6245', { rules: { D6245: { procedureMapId: 30 } } })?.group).to.equal(wish('D6740')?.group);
  });

  describe('for an implant guide', () => {
    const lower = { places: ['L'], missing: teeth(17, 32) };

    it('is one on teeth where the arch has any', () => {
      expect(wish('D6190')).to.include({ procedureMapId: 24, mode: 'auto' });
      expect(wish('D6190', { places: ['19'], missing: teeth(1, 16) })).to.include({ procedureMapId: 24, mode: 'auto' });
      expect(wish('D6190', { places: ['L'], missing: teeth(18, 32) })).to.include({ procedureMapId: 24, mode: 'auto' });
    });

    it('is one on tissue, to be approved, where the arch has none left', () => {
      expect(wish('D6190', lower)).to.include({ procedureMapId: 25, mode: 'suggest' });
      expect(wish('D6190', { ...lower, places: ['LR'] })).to.include({ procedureMapId: 25, mode: 'suggest' });
      expect(wish('D6190', { ...lower, places: ['19', '30'] })).to.include({ procedureMapId: 25, mode: 'suggest' });
      expect(wish('D6190', { missing: teeth(1, 32) })).to.include({ procedureMapId: 25, mode: 'suggest' });
    });

    it('is to be approved where it is not said which arch, and one has none left', () => {
      expect(wish('D6190', { missing: teeth(17, 32) })).to.include({ procedureMapId: 24, mode: 'suggest' });
    });

    it('is what the clinic says, whatever teeth are left', () => {
      expect(wish('D6190', { ...lower, rules: { D6190: { procedureMapId: 26 } } })).to.include({
        procedureMapId: 26,
        mode: 'auto',
      });
    });
  });
});
