import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { MadeAdapter } from './made-adapter.js';
import { tutorialBlocks } from './tutorial.js';

describe('the tutorial on writing an adapter', () => {
  it('leads from an empty package to a certificate, block by block', async () => {
    const made = await MadeAdapter.make('none', 'molar');
    const certificates: string[] = [];
    try {
      for (const { language, what, file, code } of await tutorialBlocks()) {
        if (what === 'file') {
          await mkdir(dirname(join(made.folder, file)), { recursive: true });
          await writeFile(join(made.folder, file), code);
        } else if (what === 'merge') {
          const path = join(made.folder, file);
          const before = JSON.parse(await readFile(path, 'utf8')) as object;
          await writeFile(path, JSON.stringify({ ...before, ...(JSON.parse(code) as object) }));
        } else if (language === 'sh' && what === 'run') {
          expect(code).to.equal('npm test\n');
          const { code: ended, output } = await made.test();
          expect(ended, output).to.equal(0);
          certificates.push(output);
        }
      }
    } finally {
      await made.close();
    }
    expect(certificates).to.have.length(2);
    expect(certificates[0]).to.contain('\nsink: not checked, since the adapter has no sink\n');
    expect(certificates[0]).to.match(/\npatients: \d+ kept, 0 broken/);
    const [last = ''] = /^PASSED: .*$/m.exec(certificates[1] ?? '') ?? [];
    const promised = (await tutorialBlocks()).find(({ code }) => code.startsWith('PASSED'));
    expect(last).to.equal(promised?.code.trim());
    expect(certificates[1]).to.contain('kept     completes a delivery, with one copy, when its process is killed');
  });
});
