/** The demo's practice: patients who are obviously nobody, one request per file, in both forms. */
export const SAMPLE_REQUESTS: Readonly<Record<string, string>> = {
  'A-1001.json': `${JSON.stringify(
    {
      action: 'create',
      requestId: 'A-1001',
      patient: {
        chartNumber: '1001',
        firstName: 'Sample',
        lastName: 'Incisor',
        dateOfBirth: '1980-02-03',
        gender: 'Female',
      },
      doctor: 'DrSample',
      procedureMapId: 30,
      notes: 'upper right first molar',
    },
    null,
    2,
  )}\n`,
  'A-1002.json': `${JSON.stringify(
    {
      action: 'create',
      requestId: 'A-1002',
      patient: { chartNumber: '1002', firstName: 'Demo', lastName: 'Molar', dateOfBirth: '1975-11-30', gender: 'Male' },
      doctor: 'DrSample',
      procedureCode: 'D8080',
    },
    null,
    2,
  )}\n`,
  'today.csv':
    'requestId;chartNumber;firstName;lastName;dateOfBirth;doctor;procedureCode;notes\r\nA-1003;1003;Test;Premolar;24.12.1990;DrSample;D8080;"aligner check; both arches"\r\n',
};

/** How many RX the sample requests ask for. */
export const SAMPLE_RX_COUNT = 3;
