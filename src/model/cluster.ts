import { lastSeen } from './event.ts';
import type { Ref } from './finding.ts';
import type { AnyObject, Event, Kind, Node, ObjectOf, OwnerReference, Pod } from './objects.ts';
import { kindOfAlias, resources } from './resources.ts';
import type { Workload } from './selection.ts';
import type { ContainerLog, Snapshot } from './snapshot.ts';
import { parseTime } from './time.ts';

const key = (namespace: string, name: string): string => `${namespace}/${name}`;

/** Kubernetes marks mirror pods so; the kubelet's events about them carry this value as uid. */
const MIRROR = 'kubernetes.io/config.mirror';

const logsByPod = ({ snapshot }: Cluster): Map<string, ContainerLog[]> =>
  Map.groupBy(snapshot.logs, (log) => key(log.namespace, log.pod));

/** A Snapshot with the look-ups facts need, and the pods a diagnosis is about. */
export class Cluster {
  readonly snapshot: Snapshot;
  /** The clock of the snapshot, in milliseconds. */
  readonly now: number;
  /** The pods to diagnose; everything else is context. */
  readonly subjects: Pod[];
  /** The workload asked about, when one was, and those it controls; pods of theirs may be missing altogether. */
  readonly owners: Workload[];
  readonly #isExamined: (kind: Kind, object: AnyObject) => boolean;
  readonly #byNamespace = new Map<Kind, Map<string, AnyObject[]>>();
  readonly #byName = new Map<Kind, Map<string, AnyObject>>();
  readonly #derived = new Map<unknown, unknown>();
  #events: Map<string, Event[]> | undefined;
  #podsByNode: Map<string, Pod[]> | undefined;

  constructor(
    snapshot: Snapshot,
    isSubject: (pod: Pod) => boolean = () => true,
    owners: Workload[] = [],
    isExamined: (kind: Kind, object: AnyObject) => boolean = () => false,
  ) {
    this.snapshot = snapshot;
    this.owners = owners;
    this.#isExamined = isExamined;
    this.now = parseTime(snapshot.takenAt) ?? 0;
    this.subjects = snapshot.objects.pods.filter(isSubject);
  }

  /** What a function makes of the whole cluster, made once; a function that is made anew for each call is not recognised. */
  derived<T>(make: (cluster: Cluster) => T): T {
    if (!this.#derived.has(make)) this.#derived.set(make, make(this));
    return this.#derived.get(make) as T;
  }

  /** Every object of a kind that was seen. */
  all<K extends Kind>(kind: K): ObjectOf<K>[] {
    return this.snapshot.objects[kind];
  }

  /** Objects of a kind that the diagnosis is about, beside pods and workloads: all in reach of a scan, or the one asked for. */
  examined<K extends Kind>(kind: K): ObjectOf<K>[] {
    return this.all(kind).filter((object) => this.#isExamined(kind, object));
  }

  /** Every object of a kind that was seen in a namespace. */
  in<K extends Kind>(kind: K, namespace: string): ObjectOf<K>[] {
    let index = this.#byNamespace.get(kind);
    if (!index) {
      index = Map.groupBy<string, AnyObject>(this.all(kind), ({ metadata }) => metadata.namespace);
      this.#byNamespace.set(kind, index);
    }
    return (index.get(namespace) ?? []) as ObjectOf<K>[];
  }

  /** One object by name; namespace is '' for cluster-scoped kinds. */
  find<K extends Kind>(kind: K, namespace: string, name: string): ObjectOf<K> | undefined {
    let index = this.#byName.get(kind);
    if (!index) {
      index = new Map(this.all(kind).map((o) => [key(o.metadata.namespace, o.metadata.name), o]));
      this.#byName.set(kind, index);
    }
    return index.get(key(namespace, name)) as ObjectOf<K> | undefined;
  }

  /** The object a reference points to, when it was seen. */
  resolve(ref: Ref): AnyObject | undefined {
    const kind = kindOfAlias(ref.kind);
    return kind && this.find(kind, ref.namespace, ref.name);
  }

  /** The node of that name. */
  node(name: string | undefined): Node | undefined {
    return name ? this.find('nodes', '', name) : undefined;
  }

  /** Every pod bound to a node. */
  podsOn(node: string): Pod[] {
    this.#podsByNode ??= Map.groupBy(this.all('pods'), (pod) => pod.spec?.nodeName ?? '');
    return this.#podsByNode.get(node) ?? [];
  }

  /**
   * Events about an object, newest first, matched by kind, name and uid: an earlier object of the same name does not count.
   * Events of nodes carry the node's name as uid (kubelet) or the real one (controllers).
   */
  eventsAbout(kind: string, { metadata }: AnyObject): Event[] {
    this.#events ??= Map.groupBy(
      this.all('events').toSorted((a, b) => lastSeen(b) - lastSeen(a)),
      ({ involvedObject: o }) => `${o?.kind}|${o?.namespace}|${o?.name}`,
    );
    const namespace = metadata.namespace || undefined;
    const events = this.#events.get(`${kind}|${namespace}|${metadata.name}`);
    if (!events) return [];
    const uids = new Set([metadata.uid, metadata.annotations?.[MIRROR], kind === 'Node' ? metadata.name : undefined]);
    return events.filter(({ involvedObject }) => !involvedObject?.uid || !metadata.uid || uids.has(involvedObject.uid));
  }

  /** The controllers above an object, nearest first; ends where one was not seen. */
  ownersOf(object: AnyObject): Ref[] {
    const chain: Ref[] = [];
    let current: AnyObject | undefined = object;
    while (current) {
      const owner: OwnerReference | undefined = current.metadata.ownerReferences?.find((o) => o.controller);
      if (!owner?.kind || !owner.name) break;
      const namespace = owner.kind === 'Node' ? '' : object.metadata.namespace;
      const ref: Ref = { kind: owner.kind, namespace, name: owner.name, ...(owner.uid && { uid: owner.uid }) };
      if (chain.some((seen) => seen.kind === ref.kind && seen.name === ref.name)) break; // cyclic owners
      chain.push(ref);
      current = this.resolve(ref);
    }
    return chain;
  }

  /** The log of a container, with `text` when there is one. */
  log(pod: Pod, container: string, previous: boolean): ContainerLog | undefined {
    return this.derived(logsByPod)
      .get(key(pod.metadata.namespace, pod.metadata.name))
      ?.find((log) => log.container === container && log.previous === previous);
  }

  /** Whether a kind was read whole wherever it was looked at: only then does "not found" mean "not there". */
  hasRead(kind: Kind): boolean {
    const entries = this.snapshot.coverage.filter(({ subject }) => subject === kind);
    return entries.length > 0 && entries.every(({ outcome }) => outcome === 'read');
  }

  /** Whether an object was looked for and is not there: its kind was read where it would be. */
  isMissing(kind: Kind, namespace: string, name: string): boolean {
    if (this.find(kind, namespace, name)) return false;
    const single = `${resources[kind].kind.toLowerCase()}/`;
    return this.snapshot.coverage.some(({ subject, outcome, scope }) => {
      if (subject !== kind || outcome !== 'read') return false;
      const words = scope.split(' ');
      const at = words.indexOf('-n');
      const one = words.find((word) => word.startsWith(single));
      return (
        (at < 0 || !namespace || words[at + 1] === namespace) &&
        (!one || one === `${single}${name}`) &&
        !words.includes('-l') &&
        !words.includes('--field-selector')
      );
    });
  }

  /** Seconds from a timestamp (RFC 3339 or milliseconds) to the snapshot's clock; undefined without one. */
  age(timestamp: string | number | undefined): number | undefined {
    const ms = typeof timestamp === 'number' ? timestamp || undefined : parseTime(timestamp);
    return ms === undefined ? undefined : Math.max(0, Math.round((this.now - ms) / 1000));
  }
}
