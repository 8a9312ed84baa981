import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const TUTORIAL = fileURLToPath(new URL('../../../docs/writing-an-adapter.md', import.meta.url));

/** A block of code of the tutorial, with what stands behind its language: `ts file=src/a.ts`. */
export interface Block {
  readonly language: string;
  readonly what: string;
  /** What follows `file=` or `merge=`. */
  readonly file: string;
  readonly code: string;
}

/** All blocks of the tutorial, in their order. */
export async function tutorialBlocks(): Promise<readonly Block[]> {
  const text = await readFile(TUTORIAL, 'utf8');
  return [...text.matchAll(/^```([a-z]*)(?: ([a-z]+)(?:=(\S+))?)?\n(.*?)^```$/gms)].map(
    ([, language = '', what = '', file = '', code = '']) => ({ language, what, file, code }),
  );
}
