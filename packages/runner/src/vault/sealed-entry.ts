import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';

const CIPHER = 'aes-256-gcm';
/** Bytes; what the mode is made for. */
const NONCE_BYTES = 12;

/** A secret as it stands in the vault's file; every part in Base64. */
export const SealedEntry = z.object({ nonce: z.string(), tag: z.string(), data: z.string() });
export type SealedEntry = z.infer<typeof SealedEntry>;

/** Seals a secret under its name, so that no entry can be moved to another name. */
export function seal(key: Buffer, name: string, value: string): SealedEntry {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
  return {
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

/** Throws when the key or the name is another one, or when anything was changed. */
export function unseal(key: Buffer, name: string, { nonce, tag, data }: SealedEntry): string {
  const options = { authTagLength: 16 };
  const decipher = createDecipheriv(CIPHER, key, Buffer.from(nonce, 'base64'), options)
    .setAAD(Buffer.from(name))
    .setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
}
