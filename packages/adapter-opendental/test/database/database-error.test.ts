import { ChairsideError } from '@chairside/core';
import { expect } from 'chai';
import { databaseError } from '../../dist/database/database-error.js';

const signal = new AbortController().signal;

/** As the driver throws it: what the server answered has a state. */
function thrown(code: string, sqlState?: string): Error {
  return Object.assign(new Error("Access denied for user 'Mia'"), {
    code,
    ...(sqlState !== undefined && { sqlState }),
  });
}

describe('an error of the database', () => {
  for (const [name, state, code] of [
    ['ER_CON_COUNT_ERROR', '08004', 'DATABASE_UNREACHABLE'],
    ['ER_CONNECTION_KILLED', '70100', 'DATABASE_UNREACHABLE'],
    ['PROTOCOL_CONNECTION_LOST', undefined, 'DATABASE_UNREACHABLE'],
    ['PROTOCOL_SEQUENCE_TIMEOUT', undefined, 'DATABASE_UNREACHABLE'],
    ['ETIMEDOUT', undefined, 'DATABASE_UNREACHABLE'],
    ['ER_MUST_CHANGE_PASSWORD', 'HY000', 'DATABASE_LOGIN_REFUSED'],
    ['AUTH_SWITCH_PLUGIN_ERROR', undefined, 'DATABASE_LOGIN_REFUSED'],
    ['ER_TABLEACCESS_DENIED_ERROR', '42000', 'DATABASE_GRANT_MISSING'],
    ['ER_CRASHED_ON_USAGE', 'HY000', 'DATABASE_FAILED'],
  ] as const) {
    it(`is told by its name, never by its sentence: ${name}`, () => {
      const error = databaseError(thrown(name, state), signal);
      expect([error.code, error.detail, error.class]).to.deep.equal([code, name, 'transient']);
      expect(error.message).not.to.include('Mia');
    });
  }

  it('is a stop where the caller stopped, and stays what it is where it is one of ours', () => {
    expect(databaseError(thrown('PROTOCOL_CONNECTION_LOST'), AbortSignal.abort()).code).to.equal('STOPPED');
    const ours = new ChairsideError('DATABASE_UPDATING');
    expect(databaseError(ours, AbortSignal.abort())).to.equal(ours);
  });
});
