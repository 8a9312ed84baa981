import { PatientRef, type Patient } from '@chairside/core';
import { expect } from 'chai';
import { comparedPatient } from '../../dist/cli/compared-patient.js';

describe('a patient in a list of differences', () => {
  const told: Patient = { ref: PatientRef('1'), chartNumber: '1001', firstName: 'Sample', lastName: 'Incisor' };

  it('is the name where nothing else differs', () => {
    expect(comparedPatient({ ...told, lastName: 'Molar' }, told)).to.equal('Sample Molar');
  });

  it('has chart number, birth date and gender where those differ', () => {
    const wanted: Patient = { ...told, chartNumber: '2001', dateOfBirth: '1980-02-03', gender: 'Female' };
    expect(comparedPatient(wanted, told)).to.equal('Sample Incisor, chart number 2001, born 1980-02-03, Female');
    expect(comparedPatient(told, wanted)).to.equal(
      'Sample Incisor, chart number 1001, born (not known), gender (not known)',
    );
  });
});
