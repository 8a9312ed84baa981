import { SqliteClinicLedger } from '../../dist/ledger/sqlite-clinic-ledger.js';
import { workName } from '../../dist/ledger/work-name.js';
import { SqliteSentBook } from '../../dist/outside/sqlite-sent-book.js';
import { LATE_VARIABLE } from './late-variable.js';

/**
 * Loaded into the real command line to spoil it: commits of the named kinds say at once that they are done, and are stored
 * only with the next other one. What they are to come before then comes before them.
 */
const late = (process.env[LATE_VARIABLE] ?? '').split(' + ');
// oxlint-disable-next-line typescript/unbound-method -- each is called with its own object below
const { commit } = SqliteClinicLedger.prototype;
// oxlint-disable-next-line typescript/unbound-method -- each is called with its own object below
const { note } = SqliteSentBook.prototype;
let held: (() => Promise<unknown>)[] = [];

SqliteClinicLedger.prototype.commit = async function (work) {
  const store = (): Promise<boolean> => commit.call(this, work);
  if (late.some((kind) => workName(work).includes(kind))) {
    held.push(store);
    return true;
  }
  const before = held;
  held = [];
  for (const one of before) await one();
  return await store();
};

SqliteSentBook.prototype.note = async function (key, sent) {
  if (late.includes('sent note')) held.push(() => note.call(this, key, sent));
  else await note.call(this, key, sent);
};
