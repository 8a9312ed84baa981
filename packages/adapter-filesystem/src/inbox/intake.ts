import { ChairsideError, type Clock, type Logger } from '@chairside/core';
import { errnoOf } from '@chairside/core/files';
import { readRequestFile, type RequestFileReading, type RequestRules } from '../request/request-file.js';
import { sameStamp, type Claim, type InboxFile, type InboxFolders } from './inbox-folders.js';
import type { LeftSources } from './left-sources.js';
import type { Settling } from './settling.js';

/** What came of looking at one file. */
export type Look =
  /** It is taken and complete. */
  | { readonly kind: 'taken'; readonly claim: Claim; readonly reading: RequestFileReading & { kind: 'read' } }
  /** Not complete yet, and may become so; look again soon. */
  | { readonly kind: 'soon' }
  /** The folder itself is full, or takes no change: the file waits for it. */
  | { readonly kind: 'stuck'; readonly error: unknown }
  /** Nothing to wait for: it ended, somebody else took it, or it is held by somebody for long. */
  | { readonly kind: 'nothing' };

const SOON: Look = { kind: 'soon' };
const NOTHING: Look = { kind: 'nothing' };
const FULL: readonly (string | undefined)[] = ['ENOSPC', 'EDQUOT'];

export interface IntakeParts {
  readonly folders: InboxFolders;
  readonly left: LeftSources;
  readonly settling: Settling;
  readonly rules: RequestRules;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * Brings single files from the inbox into `.working`, once they have come to rest and parse to their end; bad ones end
 * in `.failed`. What goes wrong with one file is that file's affair only.
 */
export class Intake {
  readonly #parts: IntakeParts;
  /** Files of which it was said that they cannot be read or moved; once each. */
  readonly #said = new Set<string>();

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /** Looks at a file that waits in the inbox. */
  async waiting(file: InboxFile, signal: AbortSignal): Promise<Look> {
    const { settling, clock, rules } = this.#parts;
    const settled = settling.look(file.path, file, clock.now());
    if (settled === 'changing' || settled === 'waiting') return SOON;
    if (file.size === 0) return NOTHING;
    return this.#alone(file, settled === 'given-up', async () => {
      const reading = await readRequestFile(file.path, rules, clock.now(), signal);
      if (reading.kind === 'unreadable' && settled !== 'given-up') {
        settling.note(file.path, 'unreadable');
        return SOON;
      }
      if (reading.kind === 'read' && !reading.ended && !settling.hadTime(file.path, clock.now())) {
        settling.note(file.path, 'unended');
        return SOON;
      }
      return this.#take(file, reading);
    });
  }

  /** Looks at a file that was taken before: by a process that was killed, or not acknowledged yet. */
  async claimed(claim: Claim, signal: AbortSignal): Promise<Look> {
    const { folders, settling, clock, rules } = this.#parts;
    const settled = settling.look(claim.path, claim, clock.now());
    return this.#alone(claim, settled === 'given-up', async () => {
      const reading = await readRequestFile(claim.path, rules, clock.now(), signal);
      if (reading.kind === 'read') return { kind: 'taken', claim, reading };
      // Its writer may have had it open when it was taken.
      if (reading.kind === 'unreadable' && settled !== 'given-up') return SOON;
      await folders.fail(claim, [reading.problem]);
      return NOTHING;
    });
  }

  async #take(file: InboxFile, reading: RequestFileReading): Promise<Look> {
    const { folders, left, settling } = this.#parts;
    const taken = await folders.claim(file);
    settling.forget(file.path);
    if (taken === undefined) return NOTHING;
    if (taken.sourceLeft) await left.add(file);
    // Written to between the look and the rename: it is looked at again where it stands now.
    if (!taken.sourceLeft && !sameStamp(taken.claim, file)) return SOON;
    if (reading.kind === 'read') return { kind: 'taken', claim: taken.claim, reading };
    await folders.fail(taken.claim, [reading.problem]);
    return NOTHING;
  }

  /** Runs a look; a file that cannot be read or moved, since its writer still holds it, is looked at again. */
  async #alone({ path }: InboxFile, givenUp: boolean, look: () => Promise<Look>): Promise<Look> {
    try {
      const seen = await look();
      this.#said.delete(path);
      return seen;
    } catch (error) {
      if (ChairsideError.is(error)) throw error;
      const errno = errnoOf(error);
      if (errno === 'ENOENT') return NOTHING;
      const refused = FULL.includes(errno) ? error : await this.#parts.folders.refusal();
      if (refused !== undefined) return { kind: 'stuck', error: refused };
      if (!givenUp) return SOON;
      if (!this.#said.has(path))
        this.#parts.logger.warn('A file in the inbox cannot be read or moved', { cause: errno });
      this.#said.add(path);
      return NOTHING;
    }
  }
}
