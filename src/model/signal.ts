/** The signals a process is commonly ended by, as Linux numbers them. */
const NAMES: Record<number, string> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** The signal that an exit code of 128 + n stands for. The kubelet never fills `terminated.signal`. */
export function signalOf(exitCode: number | undefined): { signal: number; name: string } | undefined {
  if (exitCode === undefined || exitCode < 129 || exitCode > 159) return undefined;
  const signal = exitCode - 128;
  return { signal, name: NAMES[signal] ?? `signal ${signal}` };
}
