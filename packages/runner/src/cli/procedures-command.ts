import { findProcedure, PROCEDURES, searchProcedures, SEND_TO_NAMES, type ProcedureRow } from '@chairside/core/itero';
import type { Command } from 'commander';
import { say, sayJson, sayTable } from './print.js';

interface ProceduresOptions {
  readonly json?: boolean;
  readonly find?: string;
}

const HELP = `
In the configuration a procedure is written by its id or by its name:
  rx:
    procedures:
      D2740: { procedureMapId: 30, labId: 9 }
      D2750: { procedure: Fixed Restorative, type: null, sendTo: Lab, labId: 9 }
      "D99*": 8       # all codes that begin so
      D8080: false    # asks for no scan
Without sendTo a name goes where rx.sendTo says. What has several ids (SAME AS) is written by one of them.`;

/** `procedures`: the vendor's table of procedures, for whoever writes the mappings. Needs no configuration. */
export function proceduresCommand(program: Command): void {
  program
    .command('procedures')
    .description('lists the procedures that an RX can ask for, with their ids')
    .option('--find <text>', 'only those in which each of these words occurs')
    .option('--json', 'prints JSON')
    .addHelpText('after', HELP)
    .action((options: ProceduresOptions) => procedures(options));
}

function procedures({ find, json }: ProceduresOptions): void {
  const rows = find === undefined ? PROCEDURES : searchProcedures(find);
  if (json === true) {
    sayJson({ procedures: rows.map((row) => ({ ...row, sameAs: sameAs(row) })) });
    return;
  }
  if (rows.length === 0) {
    say('No procedure has all of these words.');
    return;
  }
  sayTable(
    ['ID', 'PROCEDURE', 'TYPE', 'SEND TO', 'SAME AS'],
    rows.map((row) => [
      String(row.procedureMapId),
      row.procedure,
      row.type ?? 'N/A',
      SEND_TO_NAMES[row.sendTo],
      sameAs(row).join(', '),
    ]),
  );
}

/** The other ids of the same row. */
function sameAs(row: ProcedureRow): readonly number[] {
  const found = findProcedure(row);
  const ids = found.kind === 'several' ? found.rows.map(({ procedureMapId }) => procedureMapId) : [];
  return ids.filter((id) => id !== row.procedureMapId);
}
