export type { Reply, RequestFile, RequestFormat } from './format/request-format.js';
export { FilesystemOptions } from './options.js';
export { filesystem, filesystemWith } from './plugin.js';
export { NotReadable } from './table/not-readable.js';
export { FIELDS, type Field, type RawFile, type RawRow, type RowFlaw } from './table/raw-row.js';
export type { RowProblem } from './request/row-problem.js';
