import { randomBytes } from 'node:crypto';

/** Argon2id with 64 MiB and three passes, as RFC 9106 advises where memory is scarce: some 100 ms for each guess. */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 } as const;

/** Hashes passwords with Argon2id. Loaded when the first one is asked for: nothing else needs it. */
export class Passwords {
  #decoy: Promise<string> | undefined;

  /** The hash with its salt and its cost, as the library writes it. */
  async hash(password: string): Promise<string> {
    const { hash } = await import('@node-rs/argon2');
    return await hash(normal(password), COST);
  }

  /** Whether it is the password of a hash; without one, false after the same time. */
  async verify(hash: string | undefined, password: string): Promise<boolean> {
    const { verify } = await import('@node-rs/argon2');
    this.#decoy ??= this.hash(randomBytes(32).toString('base64'));
    const decoy = await this.#decoy;
    const same = await verify(hash ?? decoy, normal(password));
    return same && hash !== undefined;
  }
}

/** The same letters, whichever keyboard wrote them. */
function normal(password: string): string {
  return password.normalize('NFKC');
}
