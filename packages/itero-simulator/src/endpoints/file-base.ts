import type { Switches } from '../world/switches.js';

/** Where files are that have moved, below the origin. */
export const MOVED_FILES = '/moved/third-party/v2';

/** The base of the addresses of files in an answer of the API at `base`. */
export function fileBase(base: string, files: Switches['files']): string {
  return files === 'moved' ? `${new URL(base).origin}${MOVED_FILES}` : base;
}
