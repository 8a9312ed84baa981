const SWITCH = 'NODE_TLS_REJECT_UNAUTHORIZED';

/**
 * Takes Node's switch that turns certificate checks off out of an environment. Every connection of ours asks for the
 * checks by itself; this also covers those of libraries and of programs that are started. Answers what to say about it,
 * undefined where it was not set.
 */
export function keepCertificateChecks(environment: NodeJS.ProcessEnv): string | undefined {
  if (environment[SWITCH] !== '0') return undefined;
  delete environment[SWITCH];
  return `${SWITCH}=0 is ignored: Chairside always checks certificates. Name a certificate of your own in network.caFile.`;
}
