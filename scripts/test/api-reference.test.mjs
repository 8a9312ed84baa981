import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReferenceCommand, OPTIONS } from '../lib/api-reference.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

function run(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, apiReferenceCommand(...args), { encoding: 'utf8' });
  return { status, said: `${stdout}${stderr}` };
}

describe('the reference of the adapter API', function () {
  this.timeout(180_000);
  let folder;

  afterEach(() => folder.remove());

  it('has a page for each port, with what its comments say', () => {
    folder = temporaryFolder();
    expect(run(folder.path)).to.deep.equal({ status: 0, said: '' });
    const page = (name) =>
      readFileSync(join(folder.path, 'interfaces', `${name}.html`), 'utf8')
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' ');
    expect(page('_chairside_core.RxTrigger')).to.include(
      'Changes nothing in the source, but for claiming what was dropped.',
    );
    expect(page('_chairside_core.ScanSink')).to.include('deliver');
    expect(page('_chairside_adapter-testkit.PracticeHands')).to.include('What people do in the practice');
    expect(readFileSync(join(folder.path, 'modules', '_chairside_core_files.html'), 'utf8')).to.include('hashFile');
  });

  it('is not made of exports without a comment, nor of comments whose links lead nowhere', () => {
    const options = {
      extends: OPTIONS,
      entryPoints: ['index.ts'],
      tsconfig: 'tsconfig.json',
      packagesRequiringDocumentation: ['sample'],
    };
    folder = temporaryFolder({
      'package.json': JSON.stringify({ name: 'sample', type: 'module' }),
      'tsconfig.json': JSON.stringify({ compilerOptions: { types: [] }, files: ['index.ts'] }),
      'typedoc.json': JSON.stringify(options),
      'index.ts': [
        '/** A sample.\n *\n * @module sample\n */',
        'export interface Bare { readonly a: string }',
        '/** See {@link Nowhere}. */\nexport const LINK = 1;',
        '/** Whole. */\nexport const WHOLE = 1;',
      ].join('\n\n'),
    });
    const { status, said } = run(undefined, join(folder.path, 'typedoc.json'));
    expect(status).to.not.equal(0);
    expect(said).to.include('Bare').and.to.include('Nowhere').and.not.to.include('WHOLE');
  });
});
