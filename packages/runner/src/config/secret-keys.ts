import type { ConfigPath, Finding } from './problem.js';
import { isPlaceholder } from './placeholders.js';

/** Keys whose values are secrets, by the names that adapters give them: `password`, `clientSecret`, `developerKey`. */
const SECRET_KEYS = [/(password|passphrase|secret)$/i, /[a-z](Key|Token)$/];

/** `NAME:PASSWORD@` in an address, unless the password is a placeholder. */
const PASSWORD_IN_ADDRESS = /^[a-z][a-z\d+.-]*:\/\/[^/@\s]*:(?!\$\{)[^/@\s]+@/i;

/** Whether a key names a secret. */
function isSecretKey(key: string): boolean {
  return SECRET_KEYS.some((pattern) => pattern.test(key));
}

/** A warning for each secret that stands in the file itself. */
export function literalSecrets(values: unknown, path: ConfigPath = []): Finding[] {
  if (typeof values !== 'object' || values === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(values) ? [...values.entries()] : Object.entries(values);
  return entries.flatMap(([key, value]) => {
    const here = [...path, key];
    if (typeof value !== 'string') return literalSecrets(value, here);
    const named = typeof key === 'string' && isSecretKey(key) && value !== '' && !isPlaceholder(value);
    if (!named && !PASSWORD_IN_ADDRESS.test(value)) return [];
    return [
      {
        path: here,
        message: 'a secret stands in the file as it is; ${NAME}, ${file:PATH} or ${vault:NAME} keeps it out',
      },
    ];
  });
}
