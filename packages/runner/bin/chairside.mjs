#!/usr/bin/env node
import { existsSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { fileURLToPath } from 'node:url';
import { isSupported } from './node-version.mjs';

// As in main: this process may only wait for the one that does the work.
process.title = 'chairside';

const main = new URL('../dist/main.js', import.meta.url);
const checkout = new URL('../../../scripts/lib/', import.meta.url);

function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Runs the command under the Node that the checkout's set-up brought; a package from npm has no such Node. */
async function runUnderBroughtNode() {
  const broughtNode = new URL('brought-node.mjs', checkout);
  if (!existsSync(broughtNode)) {
    refuse(`Chairside needs Node 22.22, 24 or 26, and this is ${process.version}: please install one of them.`);
  }
  const { broughtNodePath } = await import(broughtNode.href);
  const node = broughtNodePath();
  if (!existsSync(node)) {
    refuse('Chairside is not set up yet: please run `npm run setup` once.');
  }
  const { runNode } = await import(new URL('run-node.mjs', checkout).href);
  await runNode(node, [fileURLToPath(main), ...process.argv.slice(2)]);
}

if (!existsSync(main)) {
  refuse('Chairside is not set up yet: please run `npm run setup` once.');
} else if (isSupported(process.version)) {
  nodeModule.enableCompileCache?.();
  await import(main.href);
} else {
  await runUnderBroughtNode();
}
