import 'reflect-metadata';
import { run } from './cli/program.js';

/** How long what is still open may keep a finished command from ending, milliseconds. */
const LEFT_OPEN = 5_000;

process.exitCode = await run(process.argv);
// An adapter that hears no stop may hold on to a connection for ever; where nothing is left open, this waits for nothing.
setTimeout(() => process.exit(), LEFT_OPEN).unref();
