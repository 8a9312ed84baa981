import { type Answer, success } from '../http/answer.js';
import type { Route } from '../http/router.js';
import type { Cloud } from '../world/cloud.js';
import { unitTypes } from '../world/companies.js';

/** Doctors, labs and unit types of the paired account (iTero DPMS API, Get Practice Configuration). */
export function practiceRoutes(cloud: Cloud): readonly Route[] {
  return [
    {
      method: 'GET',
      path: 'practice-configuration',
      token: 'paired',
      answer: ({ companyId }) => practiceConfiguration(cloud, companyId),
    },
  ];
}

function practiceConfiguration(cloud: Cloud, companyId: number): Answer {
  const company = cloud.company(companyId)!;
  return success({
    Header: {
      CompanyId: company.id,
      CompanyName: company.name,
      CountryCode: 'US',
      ReportDate: new Date(cloud.options.now()).toISOString(),
    },
    Doctors: company.doctors.map(({ id, name }) => ({ Id: id, Name: name })),
    Labs: company.labs.map((lab) => ({
      Id: lab.id,
      Name: lab.name,
      Types: lab.types,
      Address: lab.address,
      DefinedCaseTypes: lab.caseTypes,
    })),
    UnitTypes: unitTypes.map(({ id, name }) => ({ Id: id, Name: name })),
  });
}
