import type { NewPatient, NewProcedure } from '@chairside/opendental-practice';

/** A visit in the demo's book. */
export interface SampleVisit {
  /** Tomorrow, `HH:MM`. */
  readonly at: string;
  readonly patient: NewPatient;
  /** provider.ProvNum of the made-up practice. */
  readonly provider: number;
  readonly procedures: readonly NewProcedure[];
  /** For whoever looks on. */
  readonly words: string;
  readonly becomes: 'scan' | 'proposal' | 'nothing';
}

const ALPHA = 1;
const BETA = 2;

/** Of patients who are obviously nobody: what is scanned, what waits for a person, and what asks for nothing. */
export const SAMPLE_BOOK: readonly SampleVisit[] = [
  {
    at: '09:00',
    patient: {
      last: 'Incisor',
      first: 'Sample',
      birthDate: '1980-02-03',
      gender: 'female',
      imageFolder: 'IncisorSample',
    },
    provider: ALPHA,
    procedures: [{ code: 'D2740', tooth: '14' }],
    words: 'a crown on 14',
    becomes: 'scan',
  },
  {
    at: '10:00',
    patient: { last: 'Canine', first: 'Trial', birthDate: '1991-05-17', gender: 'male' },
    provider: BETA,
    procedures: [{ code: 'D1110' }, { code: 'D0120' }],
    words: 'a cleaning and a check-up',
    becomes: 'nothing',
  },
  {
    at: '11:00',
    patient: { last: 'Molar', first: 'Demo', birthDate: '1975-11-30', gender: 'male' },
    provider: ALPHA,
    procedures: [
      { code: 'D6740', tooth: '3' },
      { code: 'D6245', tooth: '4' },
      { code: 'D6740', tooth: '5' },
    ],
    words: 'a bridge from 3 to 5',
    becomes: 'scan',
  },
  {
    at: '13:30',
    patient: { last: 'Premolar', first: 'Test', birthDate: '1990-12-24' },
    provider: BETA,
    procedures: [{ code: 'D9944', surf: 'U' }],
    words: 'a night guard',
    becomes: 'scan',
  },
  {
    at: '15:00',
    patient: { last: 'Wisdom', first: 'Example', birthDate: '1968-07-09', gender: 'female' },
    provider: ALPHA,
    procedures: [{ code: 'D2799', tooth: '30' }],
    words: 'an interim crown on 30',
    becomes: 'proposal',
  },
];
