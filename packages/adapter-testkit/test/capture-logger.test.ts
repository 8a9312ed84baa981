import { CaptureLogger } from '@chairside/adapter-testkit';
import { expect } from 'chai';

describe('CaptureLogger', () => {
  it('keeps every line with the fields of the logger that wrote it', () => {
    const logger = new CaptureLogger({ clinic: 'one' });
    logger.with({ flow: 'rx' }).warn('Waits', { attempt: 2 });
    logger.info('Done');
    expect(logger.lines).to.deep.equal([
      { level: 'warn', message: 'Waits', fields: { clinic: 'one', flow: 'rx', attempt: 2 } },
      { level: 'info', message: 'Done', fields: { clinic: 'one' } },
    ]);
    expect(logger.text()).to.contain('Waits');
  });
});
