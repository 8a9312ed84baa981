import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What set-up brings that is not a dependency: pnpm, a current Node, its log and its lock. */
export const TOOLS = join(ROOT, '.tools');
