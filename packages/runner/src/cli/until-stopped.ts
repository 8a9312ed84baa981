/** A terminal and the launcher may both pass on one Ctrl-C: what follows within this time is the same one. */
const SAME_PRESS = 1_000;

/** Calls `stop` at the first SIGINT or SIGTERM, and `cutOff` at a later one. Answers how to stop listening. */
export function untilStopped(stop: () => void, cutOff: () => void): () => void {
  let first: number | undefined;
  const onSignal = (): void => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      stop();
    } else if (now - first > SAME_PRESS) {
      cutOff();
    }
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}
