import { join } from 'node:path';
import { ROOT } from './checkout.mjs';
import { mochaArguments } from './test-files.mjs';

/**
 * Script and arguments that run the tests: in CI a left-over `.only` is an error.
 *
 * @param {string[]} args what the caller passes on to mocha
 */
export function mochaCommand(args) {
  const mocha = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
  const reporter = join(ROOT, 'scripts', 'lib', 'test-reporter.cjs');
  const options = ['--reporter', reporter, ...(process.env.CI ? ['--forbid-only'] : [])];
  return [mocha, ...options, ...mochaArguments(args)];
}
