import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { removeStaleOutput } from '../lib/stale-output.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

describe('what was made of sources that are gone', () => {
  it('is removed, and all else stays', () => {
    const folder = temporaryFolder({
      'src/a.ts': '',
      'src/b/c.ts': '',
      'dist/a.js': '',
      'dist/a.d.ts': '',
      'dist/a.js.map': '',
      'dist/b/c.d.ts.map': '',
      'dist/moved.js': '',
      'dist/b/moved.d.ts': '',
      'dist/.tsbuildinfo': '',
      'dist/data.json': '',
    });
    try {
      removeStaleOutput(join(folder.path, 'src'), join(folder.path, 'dist'));
      const stays = ['a.js', 'a.d.ts', 'a.js.map', 'b/c.d.ts.map', '.tsbuildinfo', 'data.json'];
      for (const name of stays) expect(existsSync(join(folder.path, 'dist', name)), name).to.equal(true);
      for (const name of ['moved.js', 'b/moved.d.ts'])
        expect(existsSync(join(folder.path, 'dist', name)), name).to.equal(false);
    } finally {
      folder.remove();
    }
  });
});
