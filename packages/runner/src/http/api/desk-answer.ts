import type { DeskAnswer } from '@chairside/core/flow';
import { ApiError } from './api-error.js';

/** The item that a desk has changed. Throws 404 where there is none, 409 with the reason where it refuses. */
export function doneItem<Item>(answer: DeskAnswer<Item>): Item {
  if (answer.kind === 'unknown') throw new ApiError(404, 'There is no such item.');
  if (answer.kind === 'refused') throw new ApiError(409, answer.why);
  return answer.item;
}
