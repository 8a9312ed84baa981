/**
 * Files that are whole and durable, or not there: for adapters that write into folders.
 *
 * @module @chairside/core/files
 */

export { makeFolder, replaceFile, syncFolder, writeNew } from './durable.js';
export { errnoOf, folderError, throwIfStopped } from './errno.js';
export { hashFile, type FileDigest } from './hash-file.js';
export { pathInside } from './inside.js';
export { KeyedLock } from './keyed-lock.js';
export { copyDurably, moveFile, moveWithoutReplacing, type MoveCalls } from './move-file.js';
export { linkFile, renameFile } from './rename-file.js';
export { retryBusy } from './retry-busy.js';
