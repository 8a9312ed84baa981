import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ROOT } from './checkout.mjs';

/** The package that has what makes the reference. */
const PACKAGE = join(ROOT, 'packages', 'api-reference');
/** What the reference is made of, and by which rules. */
export const OPTIONS = join(PACKAGE, 'typedoc.json');

/**
 * The arguments with which Node makes the reference of the adapter API in `out`, or, without it, only looks whether every
 * export of the adapter API has a comment and every link in one leads somewhere. Either fails where that is not so.
 *
 * @param {string} [out] a folder; what is in it is removed
 * @param {string} [options] the file of options, for a test
 */
export function apiReferenceCommand(out, options = OPTIONS) {
  const typedoc = createRequire(join(PACKAGE, 'package.json')).resolve('typedoc/package.json');
  const what = out === undefined ? ['--emit', 'none'] : ['--out', out];
  return [join(dirname(typedoc), 'bin', 'typedoc'), '--options', options, '--logLevel', 'Warn', ...what];
}
