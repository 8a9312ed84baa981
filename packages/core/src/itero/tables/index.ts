export * from './case-types.js';
export * from './export-defaults.js';
export * from './find-procedure.js';
export * from './procedure-types.js';
export * from './procedures.js';
export * from './statuses.js';
export * from './unit-types.js';
