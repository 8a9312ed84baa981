import { ROOT } from './checkout.mjs';
import { DATABASE_INSTALLERS } from './database-installers.mjs';
import { LOG, runToEnd } from './run-tool.mjs';

async function findDatabaseServer() {
  const { findServer } = await import('../../packages/opendental-practice/dist/server/find-server.js');
  return findServer();
}

/** The first package manager of this computer, if this user may install with it. */
async function installerFor(who, run) {
  for (const installer of DATABASE_INSTALLERS) {
    if ((await run(installer.program, ['--version'])).code === 0) {
      return installer.by === who ? installer : undefined;
    }
  }
  return undefined;
}

/**
 * Brings MariaDB for the tests on a real database, after the build: nothing where it is there, a line and an installation
 * where this computer's package manager and the user's rights allow it. Never fails; where there is none in the end, it
 * says what becomes of those tests.
 *
 * @param {object} [computer] what a test puts in place of this computer
 */
export async function bringTestServices({
  find = findDatabaseServer,
  run = (command, args) => runToEnd(command, args, ROOT),
  who = process.getuid?.() === 0 ? 'root' : 'user',
  inCi = process.env.CI === 'true',
  say = (line) => process.stderr.write(`${line}\n`),
} = {}) {
  if ((await find()) !== undefined) {
    return;
  }
  const installer = await installerFor(who, run);
  if (installer !== undefined) {
    say(`Installing MariaDB with ${installer.program}, for the tests on a real database`);
    await installer.install(run);
    if ((await find()) !== undefined) {
      return;
    }
  }
  const why = installer === undefined ? '' : `, and none could be installed (${LOG} says why)`;
  const then = inCi ? 'FAIL' : 'are SKIPPED';
  say(
    `There is no MariaDB on this computer${why}: the tests on a real database ${then}. Install its server to run them.`,
  );
}
