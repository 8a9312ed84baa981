import type { Command } from 'commander';
import { BUILT_IN_ADAPTERS } from '../adapters/built-in.js';
import { configJsonSchema } from '../config/json-schema.js';
import { say } from './print.js';

/** `config schema`: for editors that complete and check YAML. */
export function configCommand(program: Command): void {
  program
    .command('config')
    .description('about the configuration')
    .command('schema')
    .description('prints the JSON Schema of the configuration, for editors')
    .action(() => say(JSON.stringify(configJsonSchema(BUILT_IN_ADAPTERS), null, 2)));
}
