/** Set-up cannot go on. The message is one sentence for the person at the terminal: what is wrong and what to do. */
export class SetUpError extends Error {
  name = 'SetUpError';
}

const CAUSES = [
  {
    pattern: /ENOSPC|EDQUOT|no space left|disk quota|os error 28\b|os error 112\b/i,
    sentence: (task, folder) =>
      `The disk is full while ${task}: free about 1 GB on the disk of ${folder} and run this again.`,
  },
  {
    pattern:
      /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|ERR_PNPM_META_FETCH_FAIL|error sending request|network request|dns error|connection refused|timed out|offline/i,
    sentence: (task) =>
      `The npm registry cannot be reached while ${task}: connect this computer to the internet (or set npm's proxy) and run this again.`,
  },
  {
    pattern: /EACCES|EPERM|EROFS|permission denied|read-only file system|access is denied|os error (5|13|30)\b/i,
    sentence: (task, folder) =>
      `There is no permission to write while ${task}: make ${folder} writable for this user and run this again.`,
  },
  {
    pattern: /ERR_PNPM_(FROZEN_LOCKFILE_WITH_)?OUTDATED_LOCKFILE/,
    sentence: () =>
      'pnpm-lock.yaml does not match the package.json files: update it with `pnpm install` and run this again.',
  },
];

/**
 * The one sentence for a failed step.
 *
 * @param {string} task what was being done, as in "while installing pnpm"
 * @param {string} output all that the tool or the system said
 * @param {string} folder the folder that was written to
 * @param {string} log where the full output is
 */
export function explain(task, output, folder, log) {
  const cause = CAUSES.find(({ pattern }) => pattern.test(output));
  return new SetUpError(
    cause ? cause.sentence(task, folder) : `Set-up failed while ${task}: see ${log} for the reason.`,
  );
}
