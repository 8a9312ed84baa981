const { reporters } = require('mocha');

/** Mocha's own report, and below it one plain line that a program can read. */
module.exports = class TestReporter extends reporters.Spec {
  epilogue() {
    super.epilogue();
    process.stdout.write(`${this.stats.passes} passed, ${this.stats.failures} failed\n`);
  }
};
