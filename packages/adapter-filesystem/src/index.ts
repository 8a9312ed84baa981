export { FilesystemOptions } from './options.js';
export { filesystem } from './plugin.js';
