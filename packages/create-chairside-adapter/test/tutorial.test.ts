import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { MadeAdapter } from './made-adapter.js';
import { tutorialBlocks, type Block } from './tutorial.js';

/** What a clinic's file has besides its clinics. */
const REST_OF_FILE = `http: false
itero:
  clientId: my-app
  clientSecret: made-up
  loginPage: http://127.0.0.1:9/authorize
  oauthBase: http://127.0.0.1:9/oauth
  baseUrl: http://127.0.0.1:9
  redirectUrl: http://127.0.0.1:9/callback
  allowedHosts: [127.0.0.1]
`;

describe('the tutorial on writing an adapter', () => {
  it('leads from an empty package to a certificate, to a scan in the chart and to a practice, block by block', async () => {
    const made = await MadeAdapter.make('none', 'molar');
    const blocks = await tutorialBlocks();
    const certificates: string[] = [];
    let shown = '';
    let checked = '';
    try {
      for (const block of blocks) {
        const { what, code } = block;
        if (what === 'file' || what === 'merge') await write(made.folder, block);
        else if (what === 'run') {
          expect(code).to.equal('npm test\n');
          const { code: ended, output } = await made.test();
          expect(ended, output).to.equal(0);
          certificates.push(output);
        } else if (what === 'demo') {
          const [, args = ''] = /^npx --prefix CHECKOUT chairside (.*)\n$/.exec(code) ?? [];
          const { code: ended, output } = await made.chairside(...args.split(' '));
          expect(ended, output).to.equal(0);
          shown = output;
        } else if (what === 'check') {
          // As installed by its name, which stands in `plugins` of the data folder.
          await made.install('data/plugins');
          await writeFile(join(made.folder, 'chairside.yaml'), REST_OF_FILE + code);
          checked = (await made.chairside('check')).output;
        }
      }
    } finally {
      await made.close();
    }
    expect(certificates).to.have.length(2);
    expect(certificates[0]).to.contain('\nsink: not checked, since the adapter has no sink\n');
    expect(certificates[0]).to.match(/\npatients: \d+ kept, 0 broken/);
    const [last = ''] = /^PASSED: .*$/m.exec(certificates[1] ?? '') ?? [];
    const promised = blocks.find(({ code }) => code.startsWith('PASSED'));
    expect(last).to.equal(promised?.code.trim());
    expect(certificates[1]).to.contain('kept     completes a delivery, with one copy, when its process is killed');
    for (const who of ['Sample Incisor', 'Demo Molar', 'Test Premolar']) {
      expect(shown, 'a file that opens').to.match(new RegExp(`In the chart of ${who}:\n  \\d+_r1-1-.*\\.stl\n`));
    }
    expect(checked, checked).to.match(/^unreachable main-street: database: .* -> Look whether Molar runs\.$/m);
    expect(checked).not.to.contain('problem     configuration');
  });
});

async function write(folder: string, { what, file, code }: Block): Promise<void> {
  const path = join(folder, file);
  await mkdir(dirname(path), { recursive: true });
  if (what === 'file') return writeFile(path, code);
  const before = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(path, JSON.stringify({ ...before, ...(JSON.parse(code) as object) }));
}
