import { isFinal, newestOnly } from '../../check/current.ts';
import type { Tracked } from '../../check/gate.ts';
import { refOf } from '../../check/resource.ts';
import { toSnapshot } from '../../collect/build.ts';
import { collectPods } from '../../collect/pod.ts';
import { DoctorError } from '../../model/error.ts';
import type { Finding, Report } from '../../model/finding.ts';
import { claimNames } from '../../model/claims.ts';
import type { Pod } from '../../model/objects.ts';
import type { Playbook } from '../../model/playbook.ts';
import type { ClusterReader } from '../../model/reader.ts';
import { kindOfAlias } from '../../model/resources.ts';
import { selectPods, type Selection } from '../../model/selection.ts';
import { wordsOf } from '../selection.ts';

const UNREAD = new Set(['not-found', 'denied', 'server', 'unreachable']);

/** How many targets are looked into at a time: each look is some twenty requests. */
const AT_ONCE = 4;

const OWNERS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob']);

/** What the diagnosis of a target begins at; undefined where there is nothing that could be looked into. */
function selectionFor({ target, exists }: Tracked, object: unknown, pods: Pod[]): Selection | undefined {
  const { resource, name, namespace } = target;
  const kind = exists ? kindOfAlias(resource.kind) : undefined;
  if (kind && OWNERS.has(resource.kind)) return { owner: { kind, name } };
  if (kind === 'pods') return { names: [name] };
  const near = pods.filter(({ metadata }) => metadata.namespace === namespace);
  if (kind === 'services') {
    const { selector = {} } = (object as { spec?: { selector?: Record<string, string> } }).spec ?? {};
    const labelSelector = Object.entries(selector).map(([key, value]) => `${key}=${value}`);
    return labelSelector.length > 0 && near.length > 0 ? { labelSelector: labelSelector.join(',') } : undefined;
  }
  if (kind !== 'persistentvolumeclaims') return undefined;
  const names = near
    .filter((pod) => claimNames(pod).some(({ claim }) => claim === name))
    .map((pod) => pod.metadata.name);
  return names.length > 0 ? { names } : undefined;
}

/** What a diagnosis needs beside the cluster: the engine, the causes chosen, and what is followed. */
export interface Doctor {
  reader: ClusterReader;
  engine: typeof import('../engine.ts');
  playbooks: Playbook[];
  object: (tracked: Tracked) => unknown;
  pods: (namespace: string) => Pod[];
}

async function diagnose(tracked: Tracked, doctor: Doctor): Promise<Report | undefined> {
  const { reader, engine, playbooks } = doctor;
  const { namespace } = tracked.target;
  const selection = selectionFor(tracked, doctor.object(tracked), doctor.pods(namespace));
  if (!selection) return undefined;
  try {
    const snapshot = toSnapshot(await collectPods(reader, { namespace, ...selection }));
    const selected = newestOnly(selectPods(snapshot, selection, namespace));
    if (selected.pods.length + selected.workloads.length === 0) return undefined;
    const found = await engine.diagnoseSelection(
      snapshot,
      selected,
      { words: wordsOf(selection), namespace },
      playbooks,
    );
    return engine.withNodes(found, selected, snapshot);
  } catch (error) {
    // gone or not to be read now: the target's own state says what there is to say, and the watches notice a server that is lost
    if (error instanceof DoctorError && UNREAD.has(error.code)) return undefined;
    throw error;
  }
}

/** What is known of each target that is not ready. */
export class Diagnoses {
  readonly #doctor: Doctor;
  readonly #reports = new Map<string, Report>();
  #turn = 0;

  constructor(doctor: Doctor) {
    this.#doctor = doctor;
  }

  /** Looks into some of the targets, others at the next call; what is known of those that are ready now is forgotten. */
  async refresh(unready: Tracked[], most = AT_ONCE): Promise<void> {
    const keys = new Set(unready.map(key));
    for (const known of this.#reports.keys()) if (!keys.has(known)) this.#reports.delete(known);
    const from = unready.length > most ? this.#turn % unready.length : 0;
    this.#turn = from + most;
    const chosen = [...unready.slice(from), ...unready.slice(0, from)].slice(0, most);
    const found = await Promise.all(
      chosen.map(async (tracked) => [key(tracked), await diagnose(tracked, this.#doctor)] as const),
    );
    for (const [name, report] of found) {
      if (report) this.#reports.set(name, report);
      else this.#reports.delete(name);
    }
  }

  /** The reports about targets, in their order. */
  of(targets: Tracked[]): Report[] {
    return targets.flatMap((tracked) => this.#reports.get(key(tracked)) ?? []);
  }

  /** The causes for which waiting for these targets is in vain. */
  final(unready: Tracked[]): Finding[] {
    return unready.flatMap((tracked) =>
      this.of([tracked]).flatMap(({ findings }) =>
        findings.filter((finding) => isFinal(finding, tracked.target.resource.kind === 'Pod')),
      ),
    );
  }

  /** The root causes of what still holds these targets up. */
  roots(unready: Tracked[]): Finding[] {
    const all = this.of(unready).flatMap(({ findings }) =>
      findings.filter(({ explainedBy, severity }) => explainedBy === undefined && severity !== 'info'),
    );
    return [...new Map(all.map((finding) => [finding.fingerprint, finding])).values()];
  }
}

const key = ({ target }: Tracked): string => {
  const { kind, namespace, name } = refOf(target);
  return `${target.resource.apiVersion} ${kind} ${namespace}/${name}`;
};
