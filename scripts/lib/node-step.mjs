import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isSupported } from '../../packages/runner/bin/node-version.mjs';
import { BROUGHT_NODE_VERSION, broughtNodePath, nodeIn, platformPackage, platformPackageIn } from './brought-node.mjs';
import { TOOLS } from './checkout.mjs';
import { installFromNpm } from './npm.mjs';
import { SetUpError } from './set-up-error.mjs';

const FOLDER = join(TOOLS, 'node');

function broughtVersion() {
  try {
    return JSON.parse(readFileSync(join(platformPackageIn(FOLDER), 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

function proveThatItRuns(folder) {
  const probe = spawnSync(nodeIn(folder), ['--version'], { encoding: 'utf8' });
  if (probe.stdout?.trim() !== `v${BROUGHT_NODE_VERSION}`) {
    throw new SetUpError(
      `The Node ${BROUGHT_NODE_VERSION} of npm does not run on this system: install Node 24 (from nodejs.org) and run this again.`,
    );
  }
}

async function bringNode() {
  const version = BROUGHT_NODE_VERSION;
  await installFromNpm(FOLDER, [`${platformPackage()}@${version}`], {
    task: `getting Node ${version}`,
    prove: proveThatItRuns,
  });
}

/** The set-up step that brings a current Node where the running one is too old. */
export const nodeStep = {
  title: () => `Getting Node ${BROUGHT_NODE_VERSION}, because ${process.version} is not one that Chairside runs on`,
  isDone: () =>
    isSupported(process.version) || (broughtVersion() === BROUGHT_NODE_VERSION && existsSync(broughtNodePath())),
  run: bringNode,
};
