import { checksOf } from './all-checks.js';
import { Certificate } from './certificate.js';
import { PORTS, type CheckedPart } from './check.js';
import { runCheck, type CheckResult } from './run-check.js';
import type { AdapterUnderTest } from './subject.js';
import { globalRunner, type TestRunner } from './test-runner.js';

/** What a test of mocha or of `node:test` can be told. */
interface RunningTest {
  skip?(): void;
  /** Mocha's alone. */
  timeout?(ms: number): void;
}

/** The checks that kill begin dozens of processes, on whatever computer; milliseconds. */
const LONGEST = 600_000;

/** Checks the RxTrigger alone. */
export function rxTriggerSuite(subject: AdapterUnderTest, runner?: TestRunner): void {
  suite(subject, ['rxTrigger'], runner);
}

/** Checks the PatientSource alone. */
export function patientSourceSuite(subject: AdapterUnderTest, runner?: TestRunner): void {
  suite(subject, ['patients'], runner);
}

/** Checks the ScanSink alone. */
export function scanSinkSuite(subject: AdapterUnderTest, runner?: TestRunner): void {
  suite(subject, ['sink'], runner);
}

/** Checks the StatusSink alone. */
export function statusSinkSuite(subject: AdapterUnderTest, runner?: TestRunner): void {
  suite(subject, ['status'], runner);
}

/** Checks the Directory alone. */
export function directorySuite(subject: AdapterUnderTest, runner?: TestRunner): void {
  suite(subject, ['directory'], runner);
}

/** Checks all that the adapter offers, and prints the certificate at the end. */
export function adapterSuite(subject: AdapterUnderTest, runner?: TestRunner): void {
  suite(subject, PORTS, runner);
}

/** A test for each check; one that cannot be run here is marked as skipped where the runner can, and named with its reason. */
function suite(subject: AdapterUnderTest, parts: readonly CheckedPart[], runner: TestRunner = globalRunner()): void {
  const { describe, it, after } = runner;
  describe(`the adapter ${subject.adapter.name}`, () => {
    const results: CheckResult[] = [];
    after(() => {
      process.stdout.write(`\n${new Certificate(subject, results).toString()}\n`);
    });
    for (const part of parts) {
      describe(part, () => {
        for (const check of checksOf(part)) {
          it(check.title, async function () {
            const test = runningTest(this);
            test.timeout?.(LONGEST);
            const result = await runCheck(check, subject);
            results.push(result);
            if (result.outcome === 'failed') throw result.error;
            if (result.outcome === 'skipped') test.skip?.();
          });
        }
      });
    }
  });
}

/** Other runners give their tests nothing of the kind. */
function runningTest(context: unknown): RunningTest {
  return typeof context === 'object' && context !== null ? context : {};
}
