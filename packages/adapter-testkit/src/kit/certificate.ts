import { ADAPTER_API_VERSION } from '@chairside/core';
import { ALL_CHECKS } from './all-checks.js';
import { PORTS, type CheckedPart } from './check.js';
import { runCheck, type CheckResult } from './run-check.js';
import type { AdapterUnderTest } from './subject.js';

/** What was found out about an adapter. */
export class Certificate {
  readonly adapter: string;
  readonly results: readonly CheckResult[];

  readonly #cannotHold: readonly string[];

  constructor({ adapter, cannotHold = [] }: AdapterUnderTest, results: readonly CheckResult[]) {
    this.adapter = adapter.name;
    this.results = results;
    this.#cannotHold = cannotHold;
  }

  /** Whether nothing failed. */
  get passed(): boolean {
    return this.results.every(({ outcome }) => outcome !== 'failed');
  }

  /** For the screen: what was run, what was skipped and why, what failed by which mistake. */
  toString(): string {
    const parts = PORTS.filter((part) => this.results.some((result) => result.part === part));
    const total = this.#count(this.results);
    return [
      `Chairside adapter certificate: ${this.adapter}`,
      `adapter API ${ADAPTER_API_VERSION}, ${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}`,
      ...this.#cannotHold.map((what) => `not checked: names with ${what}, which the practice cannot hold`),
      ...parts.flatMap((part) => this.#part(part)),
      '',
      this.passed ? `PASSED: ${total}` : `NOT PASSED: ${total}`,
    ].join('\n');
  }

  #part(part: CheckedPart): readonly string[] {
    const results = this.results.filter((result) => result.part === part);
    const reasons = new Set(results.map((result) => (result.outcome === 'skipped' ? result.reason : '')));
    if (results.every(({ outcome }) => outcome === 'skipped') && reasons.size === 1) {
      return ['', `${part}: not checked, since ${[...reasons].join()}`];
    }
    return ['', `${part}: ${this.#count(results)}`, ...results.map(lineOf)];
  }

  #count(results: readonly CheckResult[]): string {
    const of = (outcome: CheckResult['outcome']) => results.filter((result) => result.outcome === outcome).length;
    return `${of('passed')} kept, ${of('failed')} broken, ${of('skipped')} skipped`;
  }
}

/** Runs every check, one after the other. */
export async function certify(subject: AdapterUnderTest): Promise<Certificate> {
  const results: CheckResult[] = [];
  for (const check of ALL_CHECKS) results.push(await runCheck(check, subject));
  return new Certificate(subject, results);
}

function lineOf(result: CheckResult): string {
  switch (result.outcome) {
    case 'passed':
      return `  kept     ${result.title}`;
    case 'skipped':
      return `  skipped  ${result.title}: ${result.reason}`;
    case 'failed':
      // What follows the first line, such as a stack, the test runner shows.
      return `  BROKEN   ${result.title}: ${result.error.message.split('\n', 1)[0]}`;
  }
}
