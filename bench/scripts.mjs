import { execFile, execFileSync } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/**
 * The yardsticks of the benchmark. P0 is what people would write; P2 is the best script with the guarantees of the
 * product: the download hashed, the files extracted by two at once, and everything synced to the disk.
 */
const SCRIPTS = {
  P0: { tools: ['curl', 'unzip'], text: 'curl -fsS -H "$AUTH" -o a.zip "$URL" && unzip -q a.zip -d out' },
  P2: {
    tools: ['curl', 'openssl', 'bsdtar', 'xargs', 'sync'],
    text: `curl -fsS -H "$AUTH" -o a.zip "$URL"
openssl dgst -sha256 a.zip > a.sha256 &
mkdir out && bsdtar -tf a.zip | tr '\\n' '\\0' | xargs -0 -P2 -I{} bsdtar -xf a.zip -C out {}
wait
find out -type f -print0 | xargs -0 sync && sync a.zip out .`,
  },
};

function present(tool) {
  try {
    execFileSync('which', [tool], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** The tools that a yardstick needs and this machine does not have. */
export function missingTools(name) {
  return SCRIPTS[name].tools.filter((tool) => !present(tool));
}

/** Runs a yardstick on addresses, a few at once, and answers its wall time in milliseconds. */
export async function runScript(name, { folder, urls, token, parallel }) {
  const work = join(folder, name);
  await rm(work, { recursive: true, force: true });
  await Promise.all(urls.map((_, index) => mkdir(join(work, String(index)), { recursive: true })));
  const waiting = urls.map((url, index) => ({ url, cwd: join(work, String(index)) }));
  const began = performance.now();
  await Promise.all(
    Array.from({ length: parallel }, async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const env = { ...process.env, URL: next.url, AUTH: `Authorization: Bearer ${token}` };
        await promisify(execFile)('bash', ['-ec', SCRIPTS[name].text], { cwd: next.cwd, env });
      }
    }),
  );
  const ms = performance.now() - began;
  await rm(work, { recursive: true, force: true });
  return ms;
}
