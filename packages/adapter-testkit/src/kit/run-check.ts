import { Bench } from './bench.js';
import { ContractBroken } from './broken.js';
import { whyNot, type Check, type CheckedPart } from './check.js';
import { PracticeFailed } from './named-hands.js';
import type { AdapterUnderTest } from './subject.js';

/** What came of a check. */
export type CheckResult = { readonly part: CheckedPart; readonly title: string } & (
  | { readonly outcome: 'passed' }
  | { readonly outcome: 'skipped'; readonly reason: string }
  | { readonly outcome: 'failed'; readonly error: Error }
);

/** Runs one check on a practice of its own. Never throws. */
export async function runCheck(check: Check, subject: AdapterUnderTest): Promise<CheckResult> {
  const { part, title } = check;
  try {
    const bench = await Bench.open(subject);
    try {
      const reason = whyNot(check, bench);
      if (reason !== undefined) return { part, title, outcome: 'skipped', reason };
      await check.run(bench);
    } finally {
      await bench.close();
    }
    return { part, title, outcome: 'passed' };
  } catch (thrown) {
    return { part, title, outcome: 'failed', error: asError(thrown) };
  }
}

/** An adapter that throws where the contract wants an answer breaks it too. */
function asError(thrown: unknown): Error {
  if (thrown instanceof ContractBroken || thrown instanceof PracticeFailed) return thrown;
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return new ContractBroken(`a call throws that should not: ${said}`, { cause: thrown });
}
