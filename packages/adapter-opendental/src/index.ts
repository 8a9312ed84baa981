export { OpenDentalOptions } from './options.js';
export { openDental } from './plugin.js';
