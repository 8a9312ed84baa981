import { expect } from 'chai';
import { bringTestServices } from '../lib/test-services.mjs';

/** A computer on which MariaDB is there from the start, or once a command was run; `answers` maps commands to outcomes. */
function computer({ who = 'root', inCi = false, thereAfter, answers = {} }) {
  const ran = [];
  const said = [];
  const matching = (list, command) => Object.entries(list).find(([part]) => command.includes(part))?.[1];
  return {
    ran,
    said,
    bring: () =>
      bringTestServices({
        who,
        inCi,
        say: (line) => said.push(line),
        find: async () =>
          thereAfter === 'start' || ran.some((command) => command.includes(thereAfter))
            ? { server: 'mariadbd' }
            : undefined,
        run: async (program, args) => {
          const command = [program, ...args].join(' ');
          ran.push(command);
          const answer = matching(answers, command);
          const outcome = typeof answer === 'function' ? answer(ran) : answer;
          return outcome ?? { code: `Error: spawn ${program} ENOENT`, output: '' };
        },
      }),
  };
}

const DONE = { code: 0, output: '' };
const REFUSED = { code: 100, output: 'E: 404' };
const wasUpdated = (ran) => ran.some((command) => command.startsWith('apt-get update'));

describe('MariaDB for the tests', () => {
  it('costs nothing where it is there', async () => {
    const { ran, said, bring } = computer({ thereAfter: 'start' });
    await bring();
    expect([ran, said]).to.deep.equal([[], []]);
  });

  it('is installed with apt-get, the programs without the service, and a line says so', async () => {
    const { ran, said, bring } = computer({
      thereAfter: 'install --yes',
      answers: { '--version': DONE, pkgnames: { code: 0, output: 'mariadb-server-core\n' }, 'install --yes': DONE },
    });
    await bring();
    expect(said).to.deep.equal(['Installing MariaDB with apt-get, for the tests on a real database']);
    expect(ran.at(-1)).to.match(/^env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends /);
    expect(ran.at(-1)).to.match(/ mariadb-server-core mariadb-client-core$/);
    expect(wasUpdated(ran)).to.equal(false);
  });

  it('is installed once the lists of packages were fetched, where there were none', async () => {
    const { ran, bring } = computer({
      thereAfter: 'install --yes',
      answers: {
        '--version': DONE,
        pkgnames: (ran) => ({
          code: 0,
          output: wasUpdated(ran) ? 'mariadb-server-core-10.5\nmariadb-server-core-10.11\n' : '',
        }),
        'apt-get update': DONE,
        'install --yes': DONE,
      },
    });
    await bring();
    expect(ran.at(-1)).to.match(/ mariadb-server-core-10.11 mariadb-client-core-10.11$/);
  });

  it('is installed once the lists of packages were fetched, where they were too old', async () => {
    const { ran, said, bring } = computer({
      thereAfter: 'apt-get update',
      answers: {
        '--version': DONE,
        pkgnames: { code: 0, output: 'mariadb-server-core\n' },
        'apt-get update': DONE,
        'install --yes': (ran) => (wasUpdated(ran) ? DONE : REFUSED),
      },
    });
    await bring();
    expect(ran.filter((command) => command.includes('install --yes'))).to.have.length(2);
    expect(said).to.have.length(1);
  });

  for (const [program, who, installation] of [
    ['dnf', 'root', 'dnf install --assumeyes mariadb-server'],
    ['apk', 'root', 'apk add mariadb'],
    ['brew', 'user', 'env HOMEBREW_NO_AUTO_UPDATE=1 brew install mariadb'],
  ]) {
    it(`is installed with ${program} where that is what there is`, async () => {
      const answers = { [`${program} --version`]: DONE, [installation]: DONE };
      const { ran, said, bring } = computer({ who, thereAfter: installation, answers });
      await bring();
      expect(ran.at(-1)).to.equal(installation);
      expect(said).to.deep.equal([`Installing MariaDB with ${program}, for the tests on a real database`]);
    });
  }

  it('is not installed without the right to: a line says that its tests are skipped', async () => {
    const { ran, said, bring } = computer({ who: 'user', answers: { 'apt-get --version': DONE } });
    await bring();
    expect(ran).to.deep.equal(['apt-get --version']);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^There is no MariaDB on this computer: the tests on a real database are SKIPPED\./);
  });

  it('that could not be installed is no failure: a line says why its tests are skipped', async () => {
    const { said, bring } = computer({ answers: { '--version': DONE, 'apt-get': REFUSED, pkgnames: DONE } });
    await bring();
    expect(said.at(-1)).to.match(/none could be installed \(.*setup\.log says why\): .* are SKIPPED/);
  });

  it('that is missing in CI makes its tests fail, as a line says', async () => {
    const { said, bring } = computer({ inCi: true });
    await bring();
    expect(said[0]).to.match(/the tests on a real database FAIL/);
  });
});
