import { DoctorError, type ErrorCode } from '../model/error.ts';
import { JOURNAL, type Baseline, type Journal, type JournalStage } from '../model/maintenance.ts';
import type { Node } from '../model/objects.ts';
import type { ClusterWriter, NodeChange, WriteOutcome } from '../model/writer.ts';
import { begin, journalOf, journalText, ongoing, type Actor } from './journal.ts';

/** A Node changes often: whoever writes on what has changed since reads it again and tries once more, so often. */
const MOST_TRIES = 5;

const CODES: Record<Exclude<WriteOutcome['kind'], 'written'>, ErrorCode> = {
  missing: 'not-found',
  conflict: 'server',
  forbidden: 'denied',
  refused: 'server',
  unavailable: 'server',
};

function failed(name: string, outcome: Exclude<WriteOutcome, { kind: 'written' }>): DoctorError {
  const { kind, message } = outcome;
  const hint =
    kind === 'forbidden'
      ? { hint: { en: 'k8sdoctor rbac drain prints the rights it needs', zh: '用 k8sdoctor rbac drain 查看所需权限' } }
      : {};
  return new DoctorError(
    CODES[kind],
    { en: `node ${name} could not be changed: ${message}`, zh: `无法修改节点 ${name}：${message}` },
    hint,
  );
}

/** Changes a Node by what it is now, and reads it again when somebody else was faster. */
async function change<T extends NodeChange>(
  name: string,
  writer: ClusterWriter,
  make: (node: Node) => T | undefined,
): Promise<{ node: Node; made: T | undefined }> {
  for (let tries = 1; ; tries++) {
    const node = await writer.node(name);
    if (!node) throw failed(name, { kind: 'missing', message: 'not found, or not readable' });
    const made = make(node);
    if (!made) return { node, made };
    const { resourceVersion } = node.metadata;
    const outcome = await writer.changeNode(name, { ...made, ...(resourceVersion && { resourceVersion }) });
    if (outcome.kind === 'written') return { node, made };
    if (outcome.kind !== 'conflict' || tries === MOST_TRIES) throw failed(name, outcome);
  }
}

/** How a node is cordoned. */
export interface Cordon {
  actor: Actor;
  stage: JournalStage;
  before: Baseline[];
  dryRun: boolean;
}

/** What cordoning a node found. */
export interface Cordoned {
  journal: Journal;
  /** It was cordoned already. */
  was: boolean;
  /** The journal of a maintenance that was under way. */
  resumed: Journal | undefined;
}

/** Cordons a node and writes down who did it, why, and how it was before: in one change, so that neither is ever without the other. */
export async function cordonNode(name: string, writer: ClusterWriter, how: Cordon): Promise<Cordoned> {
  const { actor, stage, before, dryRun } = how;
  const { node } = await change(name, writer, (now) => ({
    unschedulable: true,
    annotations: { [JOURNAL]: journalText(begin(now, actor, stage, before)) },
    dryRun,
  }));
  return {
    journal: begin(node, actor, stage, before),
    was: node.spec?.unschedulable ?? false,
    resumed: ongoing(node),
  };
}

/** What became of a node that was to be made usable again. */
export interface Restored {
  /**
   * `uncordoned`: as before the maintenance; `kept`: it was cordoned before us and stays so; `foreign`: uncordoned, although somebody else
   * had cordoned it; `open`: it was not cordoned.
   */
  kind: 'uncordoned' | 'kept' | 'foreign' | 'open';
  journal: Journal | undefined;
}

/** Makes a node what it was before its maintenance, and takes the journal away. */
export async function restoreNode(name: string, writer: ClusterWriter, dryRun: boolean): Promise<Restored> {
  const { node } = await change(name, writer, (now) => {
    const journal = journalOf(now);
    const written = Object.hasOwn(now.metadata.annotations ?? {}, JOURNAL);
    const cordoned = now.spec?.unschedulable ?? false;
    if (!cordoned && !written) return undefined;
    return {
      ...(cordoned && !journal?.prior.unschedulable && { unschedulable: false }),
      ...(written && { annotations: { [JOURNAL]: null } }),
      dryRun,
    };
  });
  const journal = journalOf(node);
  if (!node.spec?.unschedulable) return { kind: 'open', journal };
  if (!journal) return { kind: 'foreign', journal };
  return { kind: journal.prior.unschedulable ? 'kept' : 'uncordoned', journal };
}
