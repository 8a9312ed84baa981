import type { Problem } from '../domain/problem.js';
import type { WorkProgress } from '../domain/work-progress.js';

/** What makes an item due at once, with all attempts anew. */
export function anew(now: number): Partial<WorkProgress & { readonly problem: Problem | undefined }> {
  return { dueAt: now, attempts: 0, backoff: 0, interrupted: 0, problem: undefined };
}
