import 'reflect-metadata';
import { dieQuietly } from './cli/crash.js';
import { keepStdout } from './cli/own-stdout.js';
import { note } from './cli/print.js';
import { run } from './cli/program.js';
import { keepCertificateChecks } from './network/certificate-checks.js';

dieQuietly();
keepStdout();
// What a command is told may name a patient, and everybody on this computer may list processes with their arguments.
process.title = 'chairside';

// Who stops reading, such as `head`, breaks nothing; what could not be written for another reason did not arrive.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = 1;
  });
}
const ignored = keepCertificateChecks(process.env);
if (ignored !== undefined) note(ignored);
const code = await run(process.argv);
process.exitCode ||= code;

/** How long what is still open may keep a command from ending that is done, milliseconds. */
const LEFT_OPEN = 5_000;
// An adapter that hears no stop may hold on to a connection for ever; where nothing is open this waits for nothing.
setTimeout(() => process.exit(), LEFT_OPEN).unref();
