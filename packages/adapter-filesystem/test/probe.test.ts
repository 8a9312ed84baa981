import { expect } from 'chai';
import { rename } from 'node:fs/promises';
import { House, signal } from './support/house.js';

describe('the probe', () => {
  let house: House;
  const levels = async (): Promise<Record<string, string>> => {
    const findings = await house.ports.probe(signal);
    return Object.fromEntries(
      findings
        .filter(({ text }) => !text.includes('free space'))
        .map(({ subject, level, text }) => [`${subject}: ${text}`, level]),
    );
  };

  beforeEach(async () => {
    house = await House.open({ roster: 'patients.csv' });
    await house.write('patients.csv', 'chartNumber;firstName;lastName\n1;Jane;Doe\n2;Max;Roe\n');
  });
  afterEach(() => house.close());

  it('says what it found of everything the options name, and leaves nothing behind', async () => {
    expect(await levels()).to.deep.equal({
      'inbox: can be read and written': 'ok',
      'inbox/.working: is on the same volume as the inbox': 'ok',
      'inbox: holds nothing but request files': 'ok',
      'watch: is read by the clock (poll.trigger)': 'ok',
      'outbox: can be read and written': 'ok',
      'charts: can be read and written': 'ok',
      'roster: names 2 patients': 'ok',
    });
    expect(await house.names('charts')).to.deep.equal(['.chairside']);
    expect(await house.names('outbox')).to.deep.equal(['.chairside']);
  });

  it('tells an absent share from a wrong file, and counts what is ignored', async () => {
    await rename(house.path('charts'), house.path('away'));
    await house.write('patients.csv', 'some;thing\n');
    await house.drop('readme.txt', 'x');
    const found = await levels();
    expect(found['charts: cannot be read or written (charts: its mark is gone)']).to.equal('unreachable');
    expect(found['inbox: holds 1 other file that is ignored']).to.equal('warning');
    expect(Object.entries(found).find(([text]) => text.startsWith('roster'))?.[1]).to.equal('problem');
  });

  it('counts the refused request files, and the log tells of each without its name', async () => {
    await house.drop('Doe, Jane.json', '[{ "action": "create" }]');
    await house.readToEnd();
    const found = await levels();
    expect(found['inbox: 1 refused request file is in .failed']).to.equal('warning');
    expect(house.logger.text()).to.include('A request file was refused').and.not.include('Jane');
  });
});
