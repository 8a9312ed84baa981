import { Command, CommanderError } from 'commander';
import { auditCommand } from './audit-command.js';
import { checkCommand } from './check-command.js';
import { CommandError, EXIT, type ExitCode } from './command-error.js';
import { configCommand } from './config-command.js';
import { demoCommand } from './demo-command.js';
import { initCommand } from './init-command.js';
import { operatorCommands } from './operator-commands.js';
import { outboxCommands } from './outbox-commands.js';
import { pairCommands } from './pair-command.js';
import { patientCommands } from './patient-commands.js';
import { practiceCommand } from './practice-command.js';
import { newAdapterCommand } from './new-adapter-command.js';
import { note } from './print.js';
import { proceduresCommand } from './procedures-command.js';
import { reviewCommands } from './review-commands.js';
import { runCommand } from './run-command.js';
import { rxCommands } from './rx-commands.js';
import { scanCommands } from './scan-commands.js';
import { secretCommand } from './secret-command.js';
import { simulateCommand } from './simulate-command.js';
import { statusCommand } from './status-command.js';
import { supportBundleCommand } from './support-bundle-command.js';
import { withoutTypedWords } from './typed-words.js';

/** What is set here before the commands are added holds for all of them. */
function program(forStderr: (message: string) => string): Command {
  const root = new Command('chairside')
    .description('Connects a dental practice to the iTero intraoral scanner.')
    .showHelpAfterError('(chairside --help shows what there is)')
    .option('--config <file>', 'the configuration; CHAIRSIDE_CONFIG, or chairside.yaml here, if left out')
    .hook('preAction', (root, command) => {
      // Before or after the command's name: either way the root takes it.
      const { config } = root.opts<{ readonly config?: string }>();
      if (config !== undefined) command.setOptionValue('config', config);
    })
    .configureHelp({ sortSubcommands: false, showGlobalOptions: true })
    .configureOutput({ outputError: (message, write) => write(forStderr(message)) })
    .exitOverride();
  initCommand(root);
  checkCommand(root);
  pairCommands(root);
  runCommand(root);
  statusCommand(root);
  practiceCommand(root);
  proceduresCommand(root);
  rxCommands(root);
  scanCommands(root);
  reviewCommands(root);
  patientCommands(root);
  outboxCommands(root);
  auditCommand(root);
  operatorCommands(root);
  secretCommand(root);
  configCommand(root);
  supportBundleCommand(root);
  simulateCommand(root);
  demoCommand(root);
  newAdapterCommand(root);
  return root;
}

/** Runs the command line and answers its exit code. Never rejects. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const typed = argv.slice(2);
  const forStderr = (message: string): string => (process.stderr.isTTY ? message : withoutTypedWords(message, typed));
  try {
    await program(forStderr).parseAsync([...argv]);
    return EXIT.done;
  } catch (thrown) {
    // Help that was asked for ends with 0; commander has printed what there is to say.
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.usage;
    const error = CommandError.from(thrown);
    if (error.message !== '') note(forStderr(error.message));
    return error.exitCode;
  }
}
