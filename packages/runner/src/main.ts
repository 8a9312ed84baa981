import 'reflect-metadata';
import { run } from './cli/program.js';

// Who stops reading, such as `head`, breaks nothing; what could not be written for another reason did not arrive.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') process.exitCode = 1;
  });
}
const code = await run(process.argv);
process.exitCode ||= code;
