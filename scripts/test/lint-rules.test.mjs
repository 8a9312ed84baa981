import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { copyFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../lib/checkout.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const uses = (specifier) => `import * as it from '${specifier}';\n\nexport const used = it;\n`;

/** An import that each layer may not have, and one that it may. */
const LAYERS = [
  { file: 'core/src/anything', refused: '@chairside/runner', allowed: 'node:fs' },
  { file: 'core/src/other', refused: 'inversify', allowed: 'zod' },
  { file: 'core/src/domain/a', refused: '../ports/clock.js', allowed: '../errors/codes.js' },
  { file: 'core/src/domain/b', refused: 'node:fs/promises', allowed: 'node:crypto' },
  { file: 'core/src/ports/a', refused: '../flow/retry.js', allowed: '../domain/ids.js' },
  { file: 'core/src/ports/b', refused: '../itero/http.js', allowed: '../errors/codes.js' },
  { file: 'core/src/flow/a', refused: '../itero/http.js', allowed: '../ports/clock.js' },
  { file: 'core/src/flow/b', refused: 'axios', allowed: '../domain/ids.js' },
  { file: 'core/src/itero/a', refused: '../flow/retry.js', allowed: 'axios' },
  { file: 'core/src/download/a', refused: '../flow/retry.js', allowed: 'yauzl' },
  { file: 'core/src/files/a', refused: '../ports/clock.js', allowed: '../errors/codes.js' },
  { file: 'core/src/errors/a', refused: '../ports/clock.js', allowed: '../domain/ids.js' },
  { file: 'core/src/steps/a', refused: '../errors/codes.js', allowed: 'node:diagnostics_channel' },
  { file: 'adapter-filesystem/src/a', refused: '@chairside/adapter-opendental', allowed: '@chairside/core' },
  { file: 'adapter-filesystem/src/b', refused: '@chairside/core/itero', allowed: '@chairside/core/files' },
  { file: 'adapter-filesystem/src/c', refused: '@chairside/core/house', allowed: '@chairside/core' },
  { file: 'adapter-opendental/src/a', refused: '@chairside/runner', allowed: 'mysql2' },
  { file: 'adapter-opendental/src/b', refused: 'inversify', allowed: '@chairside/core' },
  { file: 'adapter-opendental/src/c', refused: 'better-sqlite3', allowed: 'zod' },
  { file: 'adapter-testkit/src/a', refused: '@chairside/adapter-filesystem', allowed: '@chairside/core' },
  { file: 'itero-simulator/src/a', refused: '@chairside/core', allowed: 'fastify' },
  { file: 'itero-simulator/test/a', refused: '@chairside/core', allowed: '@chairside/itero-simulator' },
  { file: 'opendental-practice/src/a', refused: '@chairside/adapter-opendental', allowed: 'mysql2' },
  { file: 'runner/src/a', refused: '@chairside/adapter-testkit', allowed: '@chairside/adapter-filesystem' },
  { file: 'runner/src/b', refused: '@chairside/itero-simulator', allowed: '@chairside/core/itero' },
  { file: 'runner/src/c', refused: '@chairside/opendental-practice', allowed: '@chairside/adapter-opendental' },
  { file: 'runner/test/a', refused: '@chairside/core/dist/index.js', allowed: '@chairside/adapter-testkit' },
  { file: 'runner/test/b', refused: '../../core/src/index.js', allowed: '../dist/index.js' },
];

function lint(folder) {
  const oxlint = join(ROOT, 'node_modules', 'oxlint', 'bin', 'oxlint');
  const { stdout } = spawnSync(process.execPath, [oxlint, '--format', 'json'], { cwd: folder, encoding: 'utf8' });
  return JSON.parse(stdout).diagnostics.map(({ filename, code }) => ({ file: filename.replaceAll('\\', '/'), code }));
}

describe('the lint rules', () => {
  let folder;
  let findings;

  before(() => {
    folder = temporaryFolder({
      'tsconfig.json': JSON.stringify({
        compilerOptions: { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: [] },
        include: ['packages'],
      }),
      'packages/runner/src/floating.ts':
        'async function work(): Promise<void> {}\n\nexport function start(): void {\n  work();\n}\n',
      'packages/runner/src/cycle-one.ts':
        "import { two } from './cycle-two.js';\n\nexport const one = (): unknown => two;\n",
      'packages/runner/src/cycle-two.ts':
        "import { one } from './cycle-one.js';\n\nexport const two = (): unknown => one;\n",
      'packages/runner/src/default-export.ts': 'const it = 1;\n\nexport default it;\n',
      'packages/runner/src/cli/demo.ts':
        "import type { Simulator } from '@chairside/itero-simulator';\n\nexport const start = async (): Promise<Simulator> => (await import('@chairside/itero-simulator')).start();\n",
    });
    for (const { file, refused, allowed } of LAYERS) {
      folder.write(`packages/${file}-refused.ts`, uses(refused));
      folder.write(`packages/${file}-allowed.ts`, uses(allowed));
    }
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(folder.path, '.oxlintrc.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'), 'junction');
    findings = lint(folder.path);
  });

  after(() => folder.remove());

  function rulesFor(file) {
    return findings.filter((finding) => finding.file.endsWith(file)).map(({ code }) => code);
  }

  for (const { file, refused, allowed } of LAYERS) {
    const layer = file.slice(0, file.lastIndexOf('/'));
    it(`refuse ${refused} in ${layer}, and let ${allowed} pass`, () => {
      expect(rulesFor(`${file}-refused.ts`)).to.include('eslint(no-restricted-imports)');
      expect(rulesFor(`${file}-allowed.ts`)).not.to.include('eslint(no-restricted-imports)');
    });
  }

  it('let the demo load the simulator', () => {
    expect(rulesFor('runner/src/cli/demo.ts')).not.to.include('eslint(no-restricted-imports)');
  });

  it('report a promise that nobody waits for', () => {
    expect(rulesFor('floating.ts')).to.include('typescript(no-floating-promises)');
  });

  it('report an import cycle', () => {
    expect([...rulesFor('cycle-one.ts'), ...rulesFor('cycle-two.ts')]).to.include('import(no-cycle)');
  });

  it('report a default export', () => {
    expect(rulesFor('default-export.ts')).to.include('import(no-default-export)');
  });
});
