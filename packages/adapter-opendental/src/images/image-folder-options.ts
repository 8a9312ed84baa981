import type { FilingOptions } from '../files/filing-options.js';

/** The adapter's `files` section where files go into the image folder. */
export interface ImageFolderOptions extends FilingOptions {
  /** `auto`: as Open Dental finds it; or the path of the folder. */
  readonly root: string;
  /** A folder as Open Dental's computers name it → the same one as this computer does. */
  readonly pathMap: Readonly<Record<string, string>>;
}
