/** A practice account of the simulated cloud. */
export interface Company {
  readonly id: number;
  readonly name: string;
  readonly doctors: readonly Person[];
  readonly labs: readonly Lab[];
}

export interface Person {
  readonly id: number;
  readonly name: string;
}

export interface Lab extends Person {
  readonly types: readonly string[];
  readonly address: string;
  readonly caseTypes: readonly number[];
}

/** The accounts there are when none are given. */
export const sampleCompanies: readonly { readonly id: number; readonly name: string }[] = [
  { id: 5001, name: 'Sample Practice Main Street' },
  { id: 5002, name: 'Sample Practice Harbour' },
];

const labs: readonly Lab[] = [
  { id: 9, name: 'Sample Dental Lab', types: ['Dental'], address: '1 Example Road, Sampletown', caseTypes: [1, 2, 4] },
  {
    id: 10,
    name: 'Example Ortho Lab',
    types: ['Dental', 'Ortho'],
    address: '2 Example Road, Sampletown',
    caseTypes: [1, 3],
  },
];

/** The doctor who works in every practice, as doctors and practices are many to many. */
const sharedDoctor: Person = { id: 77, name: 'Dr. Ada Sample' };

/** Gives an account its doctors and labs: doctor 77 everywhere, and one of its own (78, 79, …). */
export function furnishCompany(company: { readonly id: number; readonly name: string }, index: number): Company {
  const own: Person = { id: 78 + index, name: index === 0 ? 'Dr. Ben Example' : `Dr. Cleo Sample ${index}` };
  return { ...company, doctors: [sharedDoctor, own], labs };
}

/** Unit types (iTero DPMS API, Unit Types). */
export const unitTypes: readonly Person[] = [
  'Regular',
  'Crown',
  '¾ Crown',
  'Implant Abutment',
  'Inlay',
  'Onlay',
  'Veneer',
  'Detachable',
  'Missing (edentulous space)',
  'Missing (no spaces)',
  'Deciduous',
  'Scan body',
  'CerecGuide',
].map((name, index) => ({ id: index + 1, name }));
