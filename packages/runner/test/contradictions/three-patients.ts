import { expect } from 'chai';
import type { CloudPatient } from '@chairside/core/house';
import type { Practice } from './stage.js';

const NEVER = new AbortController().signal;
const CHART = '2001';

/** Both searches of the same three patients, whose genders come out as they are. */
export async function findGenders({ simulator, companyId, clinic: { cloud } }: Practice): Promise<void> {
  const ada = { firstName: 'Ada', lastName: 'Example', chartNumber: CHART };
  simulator.addPatient({ ...ada, gender: 'Female' }, companyId);
  simulator.addPatient({ ...ada, firstName: 'Bob', gender: 'Male' }, companyId);
  simulator.addPatient({ ...ada, firstName: 'Cleo' }, companyId);
  const searched: CloudPatient[] = [];
  for await (const page of cloud.searchPatients({ chartNumber: CHART }, NEVER)) searched.push(...page);
  for (const patients of [searched, await cloud.similarPatients(ada, NEVER)]) {
    expect(patients.map(({ firstName }) => firstName)).to.deep.equal(['Ada', 'Bob', 'Cleo']);
    expect(patients.map(({ gender }) => gender)).to.deep.equal(['Female', 'Male', undefined]);
  }
}
