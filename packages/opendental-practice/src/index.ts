export { fillPractice, type PracticeCounts, type PracticeSize } from './fill/fill-practice.js';
export { columnNames, createStatements } from './schema/create-statements.js';
export { findServer } from './server/find-server.js';
export { makeDatabase } from './server/make-database.js';
export { freePort, HOST } from './server/free-port.js';
export { PrivateServer } from './server/private-server.js';
export { PracticeHands } from './hands/practice-hands.js';
export type * from './hands/additions.js';
