import { hostname, userInfo } from 'node:os';
import { toSnapshot } from '../collect/build.ts';
import { slim } from '../collect/ledger.ts';
import { collectMaintenance } from '../collect/maintenance.ts';
import { heardOf, type Actor } from '../drain/journal.ts';
import { Cluster } from '../model/cluster.ts';
import { DoctorError } from '../model/error.ts';
import type { Journal } from '../model/maintenance.ts';
import { shapes, type Pod } from '../model/objects.ts';
import type { ClusterReader } from '../model/reader.ts';
import type { ClusterWriter } from '../model/writer.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';
import { connectOptions } from './source.ts';

/** A connection that may change the cluster. */
export interface Hand {
  reader: ClusterReader;
  writer: ClusterWriter;
  /** The cluster as a plan needs it, read anew. Throws what a first look throws. */
  look(): Promise<Cluster>;
  /** Who is doing this, as the journal is to say it. */
  actor(reason: string | undefined): Actor;
  /** The time as the API server has it, RFC 3339. */
  stamp(): string;
  /** How many seconds ago the drain that wrote a journal was heard of; undefined when it has ended. */
  heardOf(journal: Journal): number | undefined;
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0); // sends nothing, only asks
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function localUser(): string {
  try {
    return userInfo().username;
  } catch {
    return '?'; // a container may run under an id without a name
  }
}

/** Connects to the cluster the flags name with the means to change it; lists come in pages of `limit`. */
export async function connectToWrite(flags: Flags, io: Io, limit?: number): Promise<Hand> {
  const { connectForWriting } = await import('../kube/connect.ts');
  const { reader, writer, user } = await connectForWriting(await connectOptions(flags, io));
  const [host, { pid }] = [hostname(), process];
  const by = `${user ? `${user}, ` : ''}${localUser()}@${host}`;
  const stamp = (): string => reader.serverTime() ?? new Date().toISOString();
  return {
    reader,
    writer: {
      ...writer,
      node: async (name) => {
        const { items } = await reader.read({ kind: 'nodes', name });
        return items.flatMap((item) => shapes.nodes(item) ?? [])[0];
      },
      podsOn: (node) => podsOn(reader, node),
    },
    look: async () => new Cluster(toSnapshot(await collectMaintenance(reader, limit))),
    stamp,
    actor: (reason) => ({ by, at: stamp(), run: { host, pid }, ...(reason && { reason }) }),
    heardOf: (journal) => heardOf(journal, { host, pid, now: stamp(), lives }),
  };
}

async function podsOn(reader: ClusterReader, node: string): Promise<Pod[] | undefined> {
  const query = { kind: 'pods', fieldSelector: `spec.nodeName=${node}`, project: slim('pods') } as const;
  const { outcome, items } = await reader.read(query);
  return outcome === 'read' ? items.flatMap((item) => shapes.pods(item) ?? []) : undefined;
}

async function firstLine(stdin: Io['stdin']): Promise<string> {
  let text = '';
  for await (const chunk of stdin) {
    text += chunk.toString();
    if (text.includes('\n')) break;
  }
  return text.split('\n')[0] ?? '';
}

/** Asks on a terminal whether to go on; without one, --yes is the only way, so that nothing ever hangs on a question. */
export async function confirm(question: { en: string; zh: string }, lang: 'en' | 'zh', io: Io): Promise<boolean> {
  if (!io.stdin.isTTY || !io.stderr.isTTY) {
    throw new DoctorError(
      'usage',
      { en: 'nothing was changed: without a terminal this needs --yes', zh: '未做任何改动：没有终端时需要 --yes' },
      { hint: { en: '--plan only shows what would happen', zh: '--plan 只显示将要发生什么' } },
    );
  }
  io.stderr.write(`${question[lang]} [y/N] `);
  return /^y(?:es)?$/i.test((await firstLine(io.stdin)).trim());
}
