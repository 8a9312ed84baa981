import { Worker } from 'node:worker_threads';
import { HostedAdapter } from './hosted-adapter.js';
import type { FromAdapter, ToAdapter } from './messages.js';

// The process of one adapter. It lives as long as the channel to Chairside, and never longer than Chairside itself.
const send = (message: FromAdapter): void => {
  if (process.connected) process.send?.(message);
};
const hosted = new HostedAdapter(send);

// Whoever stops Chairside reaches this process too; Chairside says itself when its adapter is to end.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGBREAK'] as const) process.on(signal, () => undefined);
process.once('disconnect', () => process.exit(0));
new Worker(new URL('./parent-watch.js', import.meta.url), { workerData: process.ppid, env: {} }).unref();

process.on('message', (message: ToAdapter) => void hosted.take(message));
send({ type: 'ready' });
