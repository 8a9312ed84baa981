import { inspect } from 'node:util';
import {
  ChairsideError,
  PatientRef,
  Phi,
  type Finding,
  type LogFields,
  type Logger,
  type Patient,
} from '@chairside/core';
import { expect } from 'chai';

const NAME = 'Zitronella Kanarius';
const PATIENT: Patient = { ref: PatientRef('p-1'), chartNumber: 'C1', firstName: 'Zitronella', lastName: 'Kanarius' };

describe('patient data on its way past errors and logs', () => {
  it('prints [phi], whatever prints it', () => {
    const phi = new Phi(NAME);
    const circumstances = [
      String(phi),
      // eslint-disable-next-line typescript/restrict-template-expressions -- what a careless line would do
      `${phi}`,
      phi + '',
      [phi].join(', '),
      JSON.stringify({ phi }),
      inspect(phi),
      inspect({ deep: [phi] }, { depth: 9, showHidden: true }),
      new Error(String(phi)).stack ?? '',
    ];
    for (const text of circumstances) {
      expect(text).to.include('[phi]');
      expect(text).not.to.include('Kanarius');
    }
    expect(Object.getOwnPropertyNames(phi)).to.deep.equal([]);
    expect(phi.revealPhi()).to.equal(NAME);
  });

  it('an error shows it on the screen alone: not in message, stack, JSON or where Node prints it, causes left out', () => {
    const cause = Object.assign(new Error(`no ${NAME}`), { config: { data: NAME } });
    const error = new ChairsideError('RX_REFUSED', { detail: '/scan-request: HTTP 400', shown: new Phi(NAME), cause });
    const prints = [error.message, String(error), error.stack ?? '', JSON.stringify(error), inspect(error)];
    const nested = inspect({ failures: [error] }, { depth: 9 });
    const wrapped = inspect(new Error('outer', { cause: error }), { depth: 9 });
    for (const text of [...prints, nested, wrapped]) expect(text).not.to.include('Kanarius');
    expect(nested).to.include('RX_REFUSED').and.include('/scan-request: HTTP 400');
    expect(error.message).to.match(/\(\/scan-request: HTTP 400\)$/);
    expect(error.screenText).to.match(/\(\/scan-request: HTTP 400: Zitronella Kanarius\)$/);
  });

  it('the compiler takes no patient data, and no sentence that was put together, for a log, a finding or a detail', () => {
    const refused = (logger: Logger, sentence: string): unknown => [
      // @ts-expect-error -- a patient's name as a field
      logger.warn('A sentence', { state: PATIENT.lastName }),
      // @ts-expect-error -- a patient's reference as a field
      logger.warn('A sentence', { rxKey: PATIENT.ref }),
      // @ts-expect-error -- what is protected as a field
      logger.warn('A sentence', { code: new Phi(NAME) }),
      // @ts-expect-error -- a field that is not allowed
      logger.warn('A sentence', { name: 'somebody' }),
      // @ts-expect-error -- a sentence that was put together
      logger.warn(`A sentence of ${PATIENT.lastName}`),
      // @ts-expect-error -- a sentence from elsewhere
      logger.warn(sentence),
      // @ts-expect-error -- a text for the screen
      logger.warn(new ChairsideError('RX_REFUSED').screenText),
      // @ts-expect-error -- a chart number as the detail of an error
      new ChairsideError('RX_REFUSED', { detail: PATIENT.chartNumber }),
      // @ts-expect-error -- what is protected as the detail of an error
      new ChairsideError('RX_REFUSED', { detail: new Phi(NAME) }),
      // @ts-expect-error -- a name in a finding of check
      { level: 'ok', subject: 'roster', text: PATIENT.firstName } satisfies Finding,
    ];
    const fields: LogFields = { code: 'RX_REFUSED' };
    const taken = (logger: Logger, waits: boolean): void => {
      logger.warn(waits ? 'It waits' : 'It failed', fields);
      logger.warn(new ChairsideError('RX_REFUSED').message);
    };
    expect([refused, taken]).to.have.length(2);
  });
});
