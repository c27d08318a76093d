import { logLines } from './log.ts';
import type { BlockingInit } from './init.ts';
import type { Pod } from './objects.ts';
import type { PodContainer } from './pod.ts';
import { placeSaid } from './place-said.ts';
import { serviceOf } from './service-state.ts';
import { awaitedIn, placesIn, withVariables, type Awaited, type Place } from './wait-target.ts';
import { problemIn, repeats, type Problem } from './wait-words.ts';

/** What an init container waits for, as far as its log and its command line tell. */
export interface InitWait {
  lines: string[];
  problem: Problem | null;
  /** The line of the log that says so. */
  line: string | null;
  /** One try after the other writes the same. */
  repeats: boolean;
  places: Place[];
  awaited: Awaited | null;
}

/** The log that tells about a blocking init container: its own, or that of the life that ended while it waits to be tried again. */
export const logOfInit = ({ container: { status } }: BlockingInit): { previous: boolean } => ({
  previous: !status?.state?.running && !status?.state?.terminated,
});

/** The whole command line, with the variables that the manifest gives a literal value filled in. */
function commandLine({ spec }: PodContainer): string {
  const env = new Map((spec.env ?? []).flatMap(({ name, value }) => (name && value ? [[name, value] as const] : [])));
  return withVariables([...(spec.command ?? []), ...(spec.args ?? [])].join(' '), env);
}

/** The places in the order of how surely the container waits for them: what the log complains of first. */
function placesOf(
  { line, complains }: { line: string | null; complains: boolean },
  command: string,
  namespace: string,
): Place[] {
  const commanded = placesIn(command);
  const said = line === null ? undefined : placeSaid(line);
  if (!said) return commanded;
  // nslookup complains of `db.<search domain>` when it is asked for `db`
  const meant = commanded.find(({ host }) => said.host === host || said.host.startsWith(`${host}.`));
  if (meant)
    return [{ host: meant.host, port: said.port ?? meant.port }, ...commanded.filter((place) => place !== meant)];
  // «waiting for license» need not be a name on the network
  if (!complains && said.port === null && !said.host.includes('.')) return [...commanded, { ...said, guess: true }];
  if (/^[\d.]+$/.test(said.host)) return commanded.length > 0 ? commanded : [said];
  return serviceOf(said.host, namespace) || said.host.includes('.') ? [said, ...commanded] : commanded;
}

/** What an init container waits for, from its log (undefined: not read) and its command line. */
export function initWait(pod: Pod, { container, state }: BlockingInit, log: string | undefined): InitWait {
  const lines = logLines(log);
  const found = problemIn(lines);
  const command = commandLine(container);
  const again = repeats(lines);
  // a container that gets on with its work waits for nobody, whatever its command line names
  const stuck = found
    ? !['tool', 'denied', 'locked'].includes(found.problem)
    : state === 'running' && (lines.length === 0 || again);
  return {
    lines,
    problem: found?.problem ?? null,
    line: found?.line ?? null,
    repeats: again,
    places: stuck
      ? placesOf(
          { line: found?.line ?? null, complains: found?.problem !== 'waiting' },
          command,
          pod.metadata.namespace,
        )
      : [],
    awaited: container.type === 'init' && (stuck || found?.problem === 'denied') ? (awaitedIn(command) ?? null) : null,
  };
}
