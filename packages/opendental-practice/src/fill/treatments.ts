import type { SeededRandom } from './seeded-random.js';

/** One procedure: teeth in universal numbering, surfaces, quadrant or arch in `surf`, a range as `2,3,14`. */
export interface DueProcedure {
  readonly code: string;
  readonly tooth?: string;
  readonly surf?: string;
  readonly range?: string;
}

/** What patients come for, the more often the more it weighs. */
export interface Treatment {
  readonly weight: number;
  /** appointmenttype.AppointmentTypeNum. */
  readonly type: number;
  readonly byHygienist?: true;
  readonly procedures: (random: SeededRandom) => readonly DueProcedure[];
}

const MOLARS = ['2', '3', '14', '15', '18', '19', '30', '31'];
const FRONT = ['6', '7', '8', '9', '10', '11', '22', '23', '26', '27'];
const BACK = [...MOLARS, '4', '5', '12', '13', '20', '21', '28', '29'];
const QUADRANTS = ['UR', 'UL', 'LR', 'LL'];
const ARCHES = ['U', 'L'];

const one = (code: string, more: Omit<DueProcedure, 'code'> = {}): DueProcedure => ({ code, ...more });

function bridge(random: SeededRandom): readonly DueProcedure[] {
  const first = random.pick([2, 3, 4, 12, 13, 18, 19, 28, 29]);
  const [crown, pontic] = random.pick([['D6740', 'D6245'] as const, ['D6750', 'D6240'] as const]);
  const longer = random.percent(20) ? [one(crown, { tooth: String(first + 3) })] : [];
  const units = [one(crown, { tooth: String(first) }), one(pontic, { tooth: String(first + 1) })];
  return [...units, one(longer.length > 0 ? pontic : crown, { tooth: String(first + 2) }), ...longer];
}

function crown(random: SeededRandom): readonly DueProcedure[] {
  const tooth = random.pick([...BACK, ...FRONT]);
  const made = one(random.pick(['D2740', 'D2740', 'D2750', 'D2790', '27201', 'T3541']), { tooth });
  return random.percent(40) ? [one('D2950', { tooth }), made] : [made];
}

function partial(random: SeededRandom): readonly DueProcedure[] {
  return [
    random.pick([
      one('D5213', { range: '2,3,4,13,14' }),
      one('D5214', { range: '18,19,30,31' }),
      one('D5820', { range: '7,8,9,10' }),
      one('D5221', { range: '5,6,7,12' }),
    ]),
  ];
}

function fullDenture(random: SeededRandom): readonly DueProcedure[] {
  const upper = one(random.pick(['D5110', 'D5110', 'D5130', 'D6110', '51101']), { surf: 'U' });
  return random.percent(30) ? [upper, one('D5120', { surf: 'L' })] : [upper];
}

function ortho(random: SeededRandom): readonly DueProcedure[] {
  const code = random.pick(['D8080', 'D8080.18', 'D8020', 'D8090', 'D8660', 'D8680']);
  return random.percent(30) ? [one(code), one('N0001')] : [one(code)];
}

const FILLINGS = [one('D2391', { surf: 'O' }), one('D2392', { surf: 'MO' }), one('D2393', { surf: 'MOD' })];

function fillings(random: SeededRandom): readonly DueProcedure[] {
  return Array.from({ length: 1 + random.below(3) }, () => ({ ...random.pick(FILLINGS), tooth: random.pick(BACK) }));
}

/** About a quarter of the visits calls for a scan. */
export const TREATMENTS: readonly Treatment[] = [
  {
    weight: 40,
    type: 1,
    byHygienist: true,
    procedures: (random) => [
      one(random.pick(['D1110', 'D1110', 'D1120', 'D4910'])),
      one(random.pick(['D0120', 'D0150', 'T1356', '01202'])),
      ...(random.percent(40) ? [one('D0274')] : []),
      ...(random.percent(30) ? [one('D1206')] : []),
    ],
  },
  { weight: 15, type: 2, procedures: fillings },
  { weight: 5, type: 2, procedures: (random) => [one('D3330', { tooth: random.pick(MOLARS) })] },
  { weight: 5, type: 2, procedures: (random) => [one('D7140', { tooth: random.pick([...BACK, 'K', 'T']) })] },
  { weight: 5, type: 1, byHygienist: true, procedures: (random) => [one('D4341', { surf: random.pick(QUADRANTS) })] },
  { weight: 4, type: 5, procedures: (random) => [one(random.pick(['D8670', 'N4107', 'D2920', 'D9943', 'D5410']))] },
  { weight: 9, type: 3, procedures: crown },
  { weight: 2, type: 3, procedures: bridge },
  {
    weight: 2,
    type: 3,
    procedures: (random) => [one('D2643', { tooth: random.pick(MOLARS), surf: random.pick(['MO', 'MOD', 'DOL']) })],
  },
  { weight: 1, type: 3, procedures: (random) => [one('D2962', { tooth: random.pick(FRONT) })] },
  { weight: 2, type: 4, procedures: partial },
  { weight: 1, type: 4, procedures: fullDenture },
  {
    weight: 2,
    type: 3,
    procedures: (random) => {
      const tooth = random.pick(BACK);
      return [one('D6057', { tooth }), one('D6058', { tooth })];
    },
  },
  { weight: 1, type: 3, procedures: () => [one('D6190')] },
  { weight: 2, type: 4, procedures: (random) => [one(random.pick(['D9944', 'D9945']), { surf: random.pick(ARCHES) })] },
  { weight: 1, type: 4, procedures: (random) => [one(random.pick(['D7880', 'D9941', 'D9947', 'D9975']))] },
  { weight: 2, type: 5, procedures: ortho },
  { weight: 1, type: 5, procedures: (random) => [one(random.pick(['D0470', 'D0801'])), one('D0350')] },
];
