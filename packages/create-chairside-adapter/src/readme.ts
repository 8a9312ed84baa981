import { SOURCE_WORDS, type Source } from './sources.js';

/** The README of a new adapter. */
export function readmeOf(name: string, source: Source): string {
  return source === 'none' ? `# ${name}\n\nA Chairside adapter.\n` : readmeOfParts(name, source);
}

function readmeOfParts(name: string, source: Source): string {
  return `# ${name}

A Chairside adapter. It reads ${SOURCE_WORDS[source]}, and files scans into a folder for each patient.

    npm install
    npm test

\`npm test\` compiles it, checks it against its contract with the kit, on the made-up practice in \`practice\`, and prints the
certificate. \`npx chairside demo --adapter FOLDER\`, from a checkout of Chairside, runs it on that practice and a simulated
scanner, to the finished chart.

| file | is | what you do with it |
| --- | --- | --- |
| \`src/options.ts\` | the clinic's \`adapter\` section | name what your software needs |
| \`src/source.ts\` | the way to the practice software | write it for yours: it is the one part that knows how yours is asked |
| \`src/source-types.ts\` | what is asked of it | leave it, or give it what else you have |
| \`src/visit-trigger.ts\` | which scans are wanted | say which visits call for a scan |
| \`src/practice-patients.ts\` | who the patients are | mostly leave it |
| \`src/folder-chart.ts\` | where scans are filed | write it for your chart, or leave it |
| \`src/probe.ts\` | what \`chairside check\` says | add what a practice may get wrong |
| \`practice/\` | the made-up practice and its people's hands | make it like yours, so that the kit checks yours |

What each method promises stands at its type in \`@chairside/core\`. In a clinic's \`chairside.yaml\`:

    adapter:
      use: ${name}      # installed in plugins/ of the data folder, or the path of this folder

\`npm pack\` makes the file for that; a practice runs \`npm install --prefix data/plugins FILE.tgz\`.
`;
}
