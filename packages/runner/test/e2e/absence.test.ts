import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { request, SampleClinic } from './sample-clinic.js';

describe('what is absent', () => {
  let clinic: SampleClinic;
  afterEach(() => clinic.close());

  it('withdraws nothing: an inbox, a roster or an outbox that is gone, or an empty one in its place', async () => {
    clinic = await SampleClinic.open({ adapter: { roster: './patients.csv' } });
    const path = (name: string): string => join(clinic.folder, name);
    const roster = 'chartNumber,firstName,lastName\n1001,Sample,Incisor\n';
    await writeFile(path('patients.csv'), roster);
    expect((await clinic.pair()).code).to.equal(0);
    await clinic.drop('A.json', [request('A-1'), request('A-2')]);
    expect((await clinic.once()).code).to.equal(0);
    const states = (): readonly string[] => clinic.simulator.rxs().map(({ state }) => state);
    expect(states()).to.deep.equal(['open', 'open']);

    // A share that is down, as far as a program can tell.
    for (const name of ['inbox', 'outbox']) {
      await rename(path(name), path(`${name}-away`));
      await writeFile(path(name), '');
    }
    await rm(path('patients.csv'));
    const away = await clinic.once();
    expect(away.code, away.stderr).to.equal(1);
    expect(states()).to.deep.equal(['open', 'open']);

    for (const name of ['inbox', 'outbox']) await rm(path(name));
    await writeFile(path('patients.csv'), 'chartNumber,firstName,lastName\n');
    const empty = await clinic.once();
    expect(empty.code, empty.stderr).to.equal(0);
    expect(states(), 'empty ones in their place').to.deep.equal(['open', 'open']);

    await writeFile(path('patients.csv'), roster);
    clinic.simulator.scan(clinic.simulator.rxs()[0]!.rxId);
    expect((await clinic.once()).code).to.equal(0);
    expect((await clinic.files('charts')).some((file) => file.endsWith('current.json'))).to.equal(true);
  });
});
