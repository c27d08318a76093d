import { JOURNAL, type Journal, type JournalStage } from '../model/maintenance.ts';
import type { ClusterWriter } from '../model/writer.ts';
import { journalOf, journalText } from './journal.ts';

/** So often a run with nothing new to write down says that it is still there. */
const BEAT = 20_000;
/** A Node changes often: the last word is tried again so often when somebody else was faster. */
const MOST_TRIES = 5;

/** What keeping journals needs. */
interface NoteTools {
  writer: Pick<ClusterWriter, 'node' | 'changeNode'>;
  now(): number;
  /** The time as the API server has it, RFC 3339. */
  stamp(): string;
}

/** Keeps the journals of the nodes that are drained, beside whoever else writes there: after a crash the same command goes on from them. */
export class Notes {
  readonly journals: Map<string, Journal>;
  /** Nodes that somebody uncordoned meanwhile: nothing more is written on them. */
  readonly reopened = new Set<string>();
  readonly #tools: NoteTools;
  readonly #written = new Map<string, { text: string; at: number }>();

  constructor(journals: Map<string, Journal>, tools: NoteTools) {
    this.journals = journals;
    this.#tools = tools;
  }

  /** Takes down that an eviction was accepted; `write` puts it on the node. */
  evicted(node: string, pod: string): void {
    const journal = this.journals.get(node);
    if (journal && !journal.evicted.includes(pod)) journal.evicted.push(pod);
  }

  /** Sees whether the nodes are still cordoned. */
  async look(nodes: Set<string>): Promise<void> {
    for (const node of nodes) {
      const found = this.journals.has(node) ? await this.#tools.writer.node(node) : undefined;
      if (found && !found.spec?.unschedulable) this.reopened.add(node);
    }
  }

  /** Writes how far a node is, only where that has changed or nothing was heard of us for a while. */
  async write(node: string, stage: JournalStage, stopped = ''): Promise<void> {
    const journal = this.journals.get(node);
    const last = this.#written.get(node);
    if (!journal || this.reopened.has(node)) return;
    const quiet = stage !== 'draining' || this.#tools.now() - (last?.at ?? 0) < BEAT;
    if (quiet && last?.text === textOf(journal, stage, stopped)) return;
    for (let tries = stage === 'draining' ? 1 : MOST_TRIES; tries > 0; tries--) {
      if (await this.#put(node, journal, stage, stopped)) return;
    }
  }

  /** Whether it is settled: written, or not to be written any more. */
  async #put(node: string, journal: Journal, stage: JournalStage, stopped: string): Promise<boolean> {
    const found = await this.#tools.writer.node(node);
    if (!found) return false;
    if (!found.spec?.unschedulable) {
      this.reopened.add(node);
      return true;
    }
    const theirs = journalOf(found)?.evicted ?? [];
    journal.evicted = [...new Set([...theirs, ...journal.evicted])];
    if (journal.run) journal.run.at = this.#tools.stamp();
    const { stopped: _, ...rest } = journal;
    const text = journalText({ ...rest, stage, ...(stopped && { stopped }) });
    const { resourceVersion } = found.metadata;
    const { kind } = await this.#tools.writer.changeNode(node, {
      annotations: { [JOURNAL]: text },
      ...(resourceVersion && { resourceVersion }),
    });
    if (kind !== 'written') return false;
    this.#written.set(node, { text: textOf(journal, stage, stopped), at: this.#tools.now() });
    return true;
  }
}

/** What a journal says, apart from when it was last written. */
function textOf(journal: Journal, stage: JournalStage, stopped: string): string {
  const { run: _, ...rest } = journal;
  return journalText({ ...rest, stage, stopped });
}
