/** Says that a file is no readable JSON or CSV, perhaps because it is still being written; holds nothing of its content. */
export class NotReadable extends Error {
  /** From 1; undefined where no line is to blame. */
  readonly line: number | undefined;
  readonly expected: string;

  constructor(message: string, expected: string, line?: number) {
    super(message);
    this.name = 'NotReadable';
    this.line = line;
    this.expected = expected;
  }
}
