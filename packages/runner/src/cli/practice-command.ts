import type { Practice } from '@chairside/core/house';
import { EXPORT_DEFAULTS } from '@chairside/core/itero';
import type { Command } from 'commander';
import { CLINIC } from '../composition/tokens.js';
import { say, sayJson, sayTable } from './print.js';
import { withSession, type CommandOptions } from './session.js';

/** `practice CLINIC`: doctors, labs and unit types as iTero names them, for the mappings of the configuration. */
export function practiceCommand(program: Command): void {
  program
    .command('practice <clinic>')
    .description('lists doctors, labs and unit types with the ids that iTero gave them')
    .option('--json', 'prints JSON')
    .action((clinic: string, options: CommandOptions) =>
      withSession(options, async (session) => {
        const scope = await session.clinic(session.clinicId(clinic));
        const practice = await scope.container.get(CLINIC.service).practice(session.signal);
        const { doctors, labs, unitTypes } = practice;
        if (options.json === true) sayJson({ doctors, labs, unitTypes });
        else show(practice);
      }),
    );
}

/** Closes with what exports are like where nobody chose other settings: that is chosen at myitero.com only. */
function show({ companyId, companyName, doctors, labs, unitTypes }: Practice): void {
  say(`${companyName} (${companyId})`, '');
  sayTable(
    ['DOCTOR', 'NAME'],
    doctors.map(({ id, name }) => [String(id), name]),
  );
  say('');
  sayTable(
    ['LAB', 'NAME', 'TYPES'],
    labs.map(({ id, name, types }) => [String(id), name, types.join(', ')]),
  );
  say('');
  sayTable(
    ['UNIT TYPE', 'NAME'],
    unitTypes.map(({ id, name }) => [String(id), name]),
  );
  const settings = EXPORT_DEFAULTS.map(({ setting, value }) => `${setting}: ${value}`);
  say('', `Exports, where nobody chose otherwise at myitero.com: ${settings.join('; ')}`);
}
