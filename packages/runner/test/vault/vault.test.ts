import { fork } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChairsideError } from '@chairside/core';
import type { SecretVault } from '@chairside/core/house';
import { expect } from 'chai';
import { SystemClock } from '../../dist/log/system-clock.js';
import { EncryptedVault } from '../../dist/vault/encrypted-vault.js';
import { KeyringKey } from '../../dist/vault/keyring-key.js';
import { openVault } from '../../dist/vault/open-vault.js';

const POSIX = process.platform !== 'win32';

describe('the vault', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chairside-vault-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (): Promise<SecretVault> => openVault('file', folder, new SystemClock());
  async function failure(work: Promise<unknown>): Promise<unknown> {
    const error = await work.then(() => 'nothing thrown').catch((thrown: unknown) => thrown);
    return ChairsideError.is(error) ? error.code : error;
  }
  interface VaultContent {
    entries: Record<string, { nonce: string; tag: string; data: string }>;
  }
  async function change(edit: (file: VaultContent) => void): Promise<void> {
    const file = JSON.parse(await readFile(join(folder, 'vault.json'), 'utf8')) as VaultContent;
    edit(file);
    await writeFile(join(folder, 'vault.json'), JSON.stringify(file));
  }

  it('keeps secrets over a restart and forgets those that are deleted', async () => {
    const vault = await open();
    await vault.set('token', 'first');
    await vault.set('token', 'größer');
    await vault.set('other', '');
    await vault.delete('never there');
    const again = await open();
    expect(await again.get('token')).to.equal('größer');
    expect(await again.get('other')).to.equal('');
    await again.delete('token');
    expect(await vault.get('token')).to.equal(undefined);
    expect(await vault.get('constructor')).to.equal(undefined);
  });

  it('writes no secret in the clear, and the same one never alike', async () => {
    const vault = await open();
    await vault.set('one', 'very-secret-value');
    await vault.set('two', 'very-secret-value');
    for (const name of await readdir(folder)) {
      if ((await stat(join(folder, name))).isFile())
        expect(await readFile(join(folder, name), 'latin1')).not.to.include('very-secret-value');
    }
    const { entries } = JSON.parse(await readFile(join(folder, 'vault.json'), 'utf8')) as VaultContent;
    expect(entries['one']!.data).not.to.equal(entries['two']!.data);
  });

  it('can be read by its owner only', async function () {
    if (!POSIX) this.skip();
    await (await open()).set('a', 'b');
    expect((await stat(join(folder, 'vault.json'))).mode & 0o777).to.equal(0o600);
    expect((await stat(join(folder, 'vault.key'))).mode & 0o777).to.equal(0o600);
    await chmod(join(folder, 'vault.key'), 0o644);
    expect(await failure(open())).to.equal('VAULT_FAILED');
  });

  it('refuses another key, a damaged one and a missing one, and leaves its entries alone', async () => {
    await (await open()).set('a', 'b');
    const key = await readFile(join(folder, 'vault.key'));
    for (const wrong of [Buffer.alloc(32, 7), key.subarray(1)]) {
      await writeFile(join(folder, 'vault.key'), wrong);
      expect(await failure(open())).to.equal('VAULT_FAILED');
    }
    await unlink(join(folder, 'vault.key'));
    expect(await failure(open())).to.equal('VAULT_FAILED');
    await writeFile(join(folder, 'vault.key'), key, { mode: 0o600 });
    expect(await (await open()).get('a')).to.equal('b');
  });

  it('notices an entry that was changed or moved to another name', async () => {
    const vault = await open();
    await vault.set('a', 'secret of a');
    await vault.set('b', 'secret of b');
    await change(({ entries }) => {
      entries['b'] = entries['a']!;
      entries['a'] = { ...entries['a']!, data: Buffer.from('other bytes').toString('base64') };
    });
    expect(await failure(vault.get('a'))).to.equal('VAULT_FAILED');
    expect(await failure(vault.get('b'))).to.equal('VAULT_FAILED');
  });

  it('refuses a file that is no vault', async () => {
    await open();
    await writeFile(join(folder, 'vault.json'), '{"version": 2');
    expect(await failure(open())).to.equal('VAULT_FAILED');
  });

  it('loses no entry when several processes write at once', async () => {
    const children = ['x', 'y'].map((name) => fork(new URL('write-secrets.js', import.meta.url), [folder, name]));
    const vault = await open();
    for (let index = 0; index < 10; index++) await vault.set(`z${index}`, `value of z${index}`);
    for (const child of children) {
      if (child.exitCode === null) await once(child, 'exit');
      expect(child.exitCode).to.equal(0);
    }
    for (const name of ['x', 'y', 'z']) {
      for (let index = 0; index < 10; index++)
        expect(await vault.get(`${name}${index}`)).to.equal(`value of ${name}${index}`);
    }
  });

  it('can keep its key in the keyring of the operating system', async () => {
    const keyring = new Map<string, string>();
    const key = new KeyringKey(folder, (account) =>
      Promise.resolve({
        getPassword: () => Promise.resolve(keyring.get(account) ?? null),
        setPassword: (password: string) => Promise.resolve(void keyring.set(account, password)),
      }),
    );
    const openIt = (): Promise<SecretVault> => EncryptedVault.open(join(folder, 'vault.json'), key, (work) => work());
    await (await openIt()).set('a', 'b');
    expect(await (await openIt()).get('a')).to.equal('b');
    expect(keyring.size).to.equal(1);
    expect(await readdir(folder)).to.deep.equal(['vault.json']);
    keyring.clear();
    expect(await failure(openIt())).to.equal('VAULT_FAILED');
  });
});
