import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { filesBelow } from './files-below.mjs';

/** Where the system's own calls are made durable steps. */
const HOME = 'packages/core/src/files/';
/** What plays another system is not what a kill is survived by. */
const OTHER_SYSTEMS = new Set(['itero-simulator', 'opendental-practice']);
const IMPORT = /import\s*\{([^}]*)\}\s*from\s*'node:fs(?:\/promises)?'/g;
const RAW = /(?:^|[\s,])(rename|link)(?:Sync)?(?=$|[\s,])/;
const SILENT_WRITE = /ledgerStep\(\(\) =>\s*this\.#statements\.(?:run|transaction)\(/;

function faultsOf(path, text) {
  const faults = [];
  if (!path.startsWith(HOME)) {
    for (const [, names] of text.matchAll(IMPORT)) {
      const [, raw] = RAW.exec(names) ?? [];
      if (raw !== undefined)
        faults.push(`${raw} of node:fs; ${raw}File of @chairside/core/files says it before and after`);
    }
  }
  if (SILENT_WRITE.test(text)) faults.push('a write to the ledger by ledgerStep; ledgerWrite says it before and after');
  return faults;
}

/** Durable steps of the product that nobody hears of, one line each: a kill there would be tried by no test. */
export function unannouncedSteps(root) {
  return readdirSync(join(root, 'packages'))
    .filter((name) => !OTHER_SYSTEMS.has(name))
    .flatMap((name) => filesBelow(join(root, 'packages', name, 'src'), '.ts'))
    .flatMap((file) => {
      const path = relative(root, file).split(sep).join('/');
      return faultsOf(path, readFileSync(file, 'utf8')).map((fault) => `${path}: ${fault}`);
    });
}
