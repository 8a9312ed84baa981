import type { Command } from 'commander';
import { CLINIC } from '../composition/tokens.js';
import { say, sayJson, sayTable } from './print.js';
import { withSession, type CommandOptions } from './session.js';

/** `practice CLINIC`: doctors and labs as iTero names them, for the mappings of the configuration. */
export function practiceCommand(program: Command): void {
  program
    .command('practice <clinic>')
    .description('lists doctors and labs with the ids that iTero gave them')
    .option('--json', 'prints JSON')
    .action((clinic: string, options: CommandOptions) =>
      withSession(options, async (session) => {
        const scope = await session.clinic(session.clinicId(clinic));
        const { companyId, companyName, doctors, labs } = await scope.container
          .get(CLINIC.service)
          .practice(session.signal);
        if (options.json === true) {
          sayJson({ doctors, labs });
          return;
        }
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
      }),
    );
}
