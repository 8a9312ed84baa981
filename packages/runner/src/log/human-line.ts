/** What the logger writes for each line. */
interface LogLine {
  readonly level: string;
  readonly time: string;
  readonly msg: string;
  readonly [field: string]: string | number;
}

const COLOURS: Readonly<Record<string, string>> = { warn: '\u001B[33m', error: '\u001B[31m', debug: '\u001B[2m' };
const PLAIN = '\u001B[0m';

/** A JSON log line as a person at a terminal reads it: `14:03:22 warn  The sentence. orderId=77 code=…`. */
export function humanLine(json: string): string {
  const { level, time, msg, ...fields } = JSON.parse(json) as LogLine;
  const clock = new Date(time).toTimeString().slice(0, 8);
  const tail = Object.entries(fields).map(([name, value]) => ` ${name}=${value}`);
  const line = `${clock} ${level.padEnd(5)} ${msg}${tail.join('')}`;
  const colour = COLOURS[level];
  return colour === undefined ? `${line}\n` : `${colour}${line}${PLAIN}\n`;
}
