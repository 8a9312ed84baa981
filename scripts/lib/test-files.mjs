import { existsSync, readdirSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { ROOT } from './checkout.mjs';
import { filesBelow } from './files-below.mjs';

/** What a test file is run as: TypeScript as what it was compiled to. */
export function compiledTest(file, root = ROOT) {
  const [top, name, test, ...rest] = relative(root, file).split(sep);
  if (top !== 'packages' || test !== 'test' || !file.endsWith('.test.ts')) {
    return file;
  }
  return join(root, top, name, 'dist-test', ...rest).replace(/\.ts$/, '.js');
}

/**
 * All tests, in a fixed order. Found by their sources: what is left in `dist-test` of a removed test is not run.
 *
 * @param {string} root folder of the checkout
 */
export function testFiles(root = ROOT) {
  const packages = join(root, 'packages');
  const compiled = readdirSync(packages)
    .flatMap((name) => filesBelow(join(packages, name, 'test'), '.test.ts'))
    .map((file) => compiledTest(file, root));
  return [...compiled, ...filesBelow(join(root, 'scripts', 'test'), '.test.mjs')].sort();
}

/**
 * What mocha gets: its options as they were given, and the named test files, or all of them where none is named.
 *
 * @param {string[]} args
 */
export function mochaArguments(args, { root = ROOT, cwd = process.cwd() } = {}) {
  const isTest = (arg) => /\.test\.(ts|js|mjs)$/.test(arg) && existsSync(resolve(cwd, arg));
  const named = args.filter(isTest).map((arg) => compiledTest(resolve(cwd, arg), root));
  const options = args.filter((arg) => !isTest(arg));
  return [...options, ...(named.length > 0 ? named : testFiles(root))];
}
