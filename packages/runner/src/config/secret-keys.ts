import type { ConfigPath, Finding } from './problem.js';
import { isPlaceholder } from './placeholders.js';

/** Keys whose values are secrets, by the names that adapters give them: `password`, `clientSecret`, `developerKey`. */
const SECRET_KEYS = [/(password|passphrase|secret)$/i, /[a-z](Key|Token)$/];
const HIDDEN = '(secret)';

/** Whether a key names a secret. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEYS.some((pattern) => pattern.test(key));
}

/** A warning for each secret that stands in the file itself. */
export function literalSecrets(values: unknown, path: ConfigPath = []): Finding[] {
  if (typeof values !== 'object' || values === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(values) ? [...values.entries()] : Object.entries(values);
  return entries.flatMap(([key, value]) => {
    const here = [...path, key];
    if (typeof value !== 'string') return literalSecrets(value, here);
    if (typeof key !== 'string' || !isSecretKey(key) || value === '' || isPlaceholder(value)) return [];
    return [
      {
        path: here,
        message: 'a secret stands in the file as it is; ${NAME}, ${file:PATH} or ${vault:NAME} keeps it out',
      },
    ];
  });
}

/** An address without the name and password in it. */
function withoutCredentials(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/@\s]+@/i, `$1${HIDDEN}@`);
}

/** A copy for the eyes of others: secrets are left out. */
export function redact(values: unknown): unknown {
  if (typeof values === 'string') return withoutCredentials(values);
  if (Array.isArray(values)) return values.map(redact);
  if (typeof values !== 'object' || values === null) return values;
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      isSecretKey(key) && typeof value === 'string' ? HIDDEN : redact(value),
    ]),
  );
}
