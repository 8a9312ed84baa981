/** Signals that ask a process to stop; passed on to the child. */
export const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'];

/** Environment variable that tells a child which process started it. */
export const PARENT_VARIABLE = 'CHAIRSIDE_STARTED_BY';
