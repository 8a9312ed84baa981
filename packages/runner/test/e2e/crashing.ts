/** On this signal a process that was started with `crashingOptions` throws what nobody catches. */
export const CRASH_SIGNAL = 'SIGUSR2';

const SAID = 'CRASH_SAYS';

/** `NODE_OPTIONS` and more for a process that is to die of an error that says `words`, with all that Node has for such a case. */
export function crashingOptions(words: string, reports: string): Readonly<Record<string, string>> {
  const options = ['--report-uncaught-exception', '--report-on-fatalerror', `--report-directory="${reports}"`];
  return {
    [SAID]: words,
    NODE_OPTIONS: [...options, `--import=${JSON.stringify(import.meta.url)}`].join(' '),
  };
}

const words = process.env[SAID];
if (words !== undefined) {
  process.on(CRASH_SIGNAL, () => {
    const cause = Object.assign(new Error(words), { sql: words, values: [words] });
    const error = new Error(`${words}\n    at ${words} (/${words}.js:1:1)`, { cause });
    throw Object.assign(error, { row: { name: words }, code: `${words} ${words}` });
  });
}
