import { expect } from 'chai';
import { unannouncedSteps } from '../lib/unannounced-steps.mjs';
import { ROOT } from '../lib/checkout.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

describe('durable steps that nobody hears of', () => {
  it('are found where the system is asked directly and where the ledger is written silently', () => {
    const folder = temporaryFolder({
      'packages/core/src/files/rename-file.ts': "import { link, rename } from 'node:fs/promises';\n",
      'packages/core/src/download/a.ts': "import { open, rename } from 'node:fs/promises';\n",
      'packages/adapter-filesystem/src/b.ts': "import {\n  linkSync,\n  open,\n} from 'node:fs';\n",
      'packages/adapter-filesystem/src/c.ts': "import { readlink, unlink } from 'node:fs/promises';\n",
      'packages/itero-simulator/src/d.ts': "import { rename } from 'node:fs/promises';\n",
      'packages/runner/src/e.ts': 'await ledgerStep(() =>\n  this.#statements.run(SAVE, id),\n);\n',
      'packages/runner/src/f.ts': "await ledgerWrite('save', () => this.#statements.run(SAVE, id));\n",
    });
    try {
      expect(
        unannouncedSteps(folder.path)
          .map((line) => line.split(/ of | by /)[0])
          .toSorted(),
      ).to.deep.equal([
        'packages/adapter-filesystem/src/b.ts: link',
        'packages/core/src/download/a.ts: rename',
        'packages/runner/src/e.ts: a write to the ledger',
      ]);
    } finally {
      folder.remove();
    }
  });

  it('are nowhere in the product', () => {
    expect(unannouncedSteps(ROOT)).to.deep.equal([]);
  });
});
