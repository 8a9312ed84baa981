import { appendFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, TOOLS } from './checkout.mjs';
import { compile, wasBuiltBefore } from './compile.mjs';
import { dependenciesStep } from './dependencies-step.mjs';
import { takeLock } from './lock.mjs';
import { nodeStep } from './node-step.mjs';
import { removeLeftovers } from './npm.mjs';
import { pnpmStep } from './pnpm.mjs';
import { LOG } from './run-tool.mjs';
import { explain, SetUpError } from './set-up-error.mjs';

const STEPS = [pnpmStep, nodeStep, dependenciesStep];

function say(line) {
  process.stderr.write(`${line}\n`);
}

async function inTurn(lock, work) {
  const release = await takeLock(lock, () => say('Waiting for another set-up of this checkout to finish'));
  try {
    return await work();
  } finally {
    release();
  }
}

async function bringWhatIsMissing() {
  await rm(LOG, { force: true });
  await removeLeftovers(TOOLS);
  for (const step of STEPS) {
    if (!step.isDone()) {
      say(step.title());
      await step.run();
    }
  }
  await removeLeftovers(TOOLS);
}

async function build() {
  if (!wasBuiltBefore()) {
    say('Building the packages');
  }
  await compile();
}

/** One that may only read the checkout can still use it as it is. */
function mayOnlyRead(error) {
  return ['EACCES', 'EPERM', 'EROFS'].includes(error.code);
}

async function setUp({ withBuild }) {
  const lock = join(TOOLS, 'setup.lock');
  const work = async () => {
    if (!STEPS.every((step) => step.isDone())) {
      await bringWhatIsMissing();
    }
    if (withBuild) {
      await build();
    }
  };
  try {
    await mkdir(TOOLS, { recursive: true });
    await inTurn(lock, work);
  } catch (error) {
    if (mayOnlyRead(error) && STEPS.every((step) => step.isDone())) {
      await (withBuild ? compile() : undefined);
      return;
    }
    if (error instanceof SetUpError) {
      throw error;
    }
    await appendFile(LOG, `${error.stack}\n`).catch(() => {});
    throw explain('setting up', String(error), error.path === lock ? TOOLS : (error.path ?? ROOT), LOG);
  }
}

/**
 * Brings what the checkout needs and does not have: pnpm, a current Node, the locked dependencies, the build. A line per
 * step on stderr when there is something to do. May run twice at once: the second waits. Where it cannot go on it prints
 * one sentence and ends this process with exit code 1.
 *
 * @param {{ withBuild?: boolean }} [options]
 */
export async function setUpOrExit({ withBuild = true } = {}) {
  const stops = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  const handlers = Object.entries(stops).map(([signal, code]) => [signal, () => process.exit(code)]);
  for (const [signal, handler] of handlers) {
    process.once(signal, handler);
  }
  try {
    await setUp({ withBuild });
  } catch (error) {
    say(error instanceof SetUpError ? error.message : String(error?.stack ?? error));
    process.exit(1);
  }
  for (const [signal, handler] of handlers) {
    process.off(signal, handler);
  }
}
