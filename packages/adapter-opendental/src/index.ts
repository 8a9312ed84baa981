export { grantsToRead } from './database/grants.js';
export { OpenDentalOptions } from './options.js';
export { openDental } from './plugin.js';
