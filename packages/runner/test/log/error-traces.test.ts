import { expect } from 'chai';
import { errorTraces } from '../../dist/log/error-traces.js';

describe('what is told of an error that nobody expected', () => {
  it('is its kind and where it was, without a word of what it says', () => {
    const error = Object.assign(new TypeError('Kanarius\n    at Kanarius (/home/Kanarius.js:1:1)'), {
      code: 'ER_DUP_ENTRY',
      syscall: 'Kanarius, Zitronella',
    });
    const [first, ...others] = errorTraces(error, 3);
    expect(first).to.match(/^ {2}TypeError ER_DUP_ENTRY at .*error-traces\.test\.(js|ts):\d+:\d+\)?$/);
    expect(others).to.have.length(2);
    expect([first, ...others].join()).not.to.include('Kanarius');
  });

  it('is the type of what is no error at all', () => {
    expect(errorTraces('Kanarius')).to.deep.equal(['  string']);
    expect(errorTraces({ name: 'Kanarius' })).to.deep.equal(['  object']);
  });

  it('is no place where the stack was replaced', () => {
    const error = new Error('x');
    error.stack = 'Error: Kanarius\n    at Kanarius';
    error.name = 'Kanarius, Zitronella';
    expect(errorTraces(error)).to.deep.equal(['  Error']);
  });
});
