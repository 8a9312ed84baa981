/**
 * Loaded with `--import` into a process that run-node.mjs starts. Lets that process end when its parent is gone, however
 * the parent ended, and gives a stop request once although it arrives twice: Ctrl-C reaches parent and child, and the
 * parent passes it on.
 */
import * as nodeModule from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { PARENT_VARIABLE, STOP_SIGNALS } from './signals.mjs';

const GRACE_MS = 20_000;
const DOUBLE_MS = 300;

function stopGracefully() {
  if (process.listenerCount('SIGTERM') === 0) {
    process.exit(143);
  }
  setTimeout(() => process.exit(143), GRACE_MS).unref();
  process.emit('SIGTERM', 'SIGTERM', 15);
}

function dropDoubledSignals() {
  const emit = process.emit;
  const lastSeen = new Map();
  process.emit = function emitOnce(name, ...rest) {
    if (STOP_SIGNALS.includes(name)) {
      const now = performance.now();
      const before = lastSeen.get(name) ?? -Infinity;
      lastSeen.set(name, now);
      if (now - before < DOUBLE_MS) {
        return true;
      }
    }
    return emit.call(this, name, ...rest);
  };
}

/** A worker or a process started by this one inherits the `--import`, but it has another parent. */
if (isMainThread && process.channel && process.env[PARENT_VARIABLE] === String(process.ppid)) {
  delete process.env[PARENT_VARIABLE];
  nodeModule.enableCompileCache?.();
  process.once('disconnect', stopGracefully);
  process.channel.unref();
  dropDoubledSignals();
}
