import { DoctorError } from '../model/error.ts';
import { NODE_LEASES } from '../model/node-health.ts';
import { shapes, type AnyObject, type Kind, type Pod } from '../model/objects.ts';
import { isPreempted, isUnscheduled, podNeeds } from '../model/pod-needs.ts';
import type { ClusterReader, Query } from '../model/reader.ts';
import { resources } from '../model/resources.ts';
import type { Collected } from './build.ts';
import { guarded } from './guard.ts';
import { inTurn } from './in-turn.ts';
import { Ledger, slim } from './ledger.ts';
import { readPullSecrets } from './pull-secrets.ts';
import { BETWEEN, chooseLogs, deafNodes, readLogs } from './scan-logs.ts';

/** How far a scan has got. */
export interface ScanProgress {
  objects: number;
  logs: number;
  /** How many logs there are to read; 0 until that is known. */
  logsOf: number;
}

/** What a scan reads. */
export interface ScanScope {
  /** One namespace; absent: all of them. */
  namespace?: string;
  /** The kinds that the causes in question are told by. */
  kinds: Iterable<Kind>;
  maxLogs: number;
  onProgress?: (progress: ScanProgress) => void;
}

/** Whatever is looked for: who is concerned is told by the workload, and when by the events. */
const ALWAYS: Kind[] = [
  'pods',
  'events',
  'replicasets',
  'nodes',
  'deployments',
  'statefulsets',
  'daemonsets',
  'jobs',
  'cronjobs',
];

/** Large or private: only asked for when the state of a pod calls for it. */
const ON_DEMAND = new Set<Kind>(['secrets', 'configmaps', 'podmetrics']);

const RUNNING = 'status.phase!=Succeeded,status.phase!=Failed';

function queriesFor(kind: Kind, namespace: string | undefined): Query[] {
  // those of nodes, of the scheduler and of the controllers: others tell nothing
  if (kind === 'leases') return [NODE_LEASES, 'kube-system'].map((home) => ({ kind, namespace: home }));
  return [{ kind, ...(namespace && resources[kind].namespaced && { namespace }) }];
}

const SANDBOX = /^(?:FailedCreatePodSandBox|NetworkNotReady|FailedPodSandBoxStatus)$/;

/** In a scan of one namespace: whether what befalls its pods can depend on those of others. */
function needsAllPods(pods: Pod[], ledger: Ledger): boolean {
  const noSandbox = ledger.objects('events').some((item) => SANDBOX.test(shapes.events(item)?.reason ?? ''));
  return noSandbox || pods.some((pod) => isUnscheduled(pod) || isPreempted(pod));
}

class Scan {
  readonly ledger: Ledger;
  readonly #scope: ScanScope;
  readonly #progress: ScanProgress = { objects: 0, logs: 0, logsOf: 0 };

  constructor(reader: ClusterReader, scope: ScanScope) {
    this.ledger = new Ledger(guarded(reader));
    this.#scope = scope;
  }

  /** One list, each object cut down to what is used as its page arrives. */
  readonly read = (query: Query): Promise<unknown> => {
    const cut = slim(query.kind);
    const count = (object: unknown): unknown => {
      this.#progress.objects += 1;
      if (this.#progress.objects % 100 === 0) this.#scope.onProgress?.(this.#progress);
      return cut(object);
    };
    const project = Object.assign(count, { usedOnly: true as const });
    return this.ledger.read({ ...query, project });
  };

  pods(): Pod[] {
    const { namespace } = this.#scope;
    return this.ledger
      .objects('pods')
      .flatMap((item) => shapes.pods(item) ?? [])
      .filter(({ metadata }) => !namespace || metadata.namespace === namespace);
  }

  /** What only some pods call for: one further list of a kind, however many they are. */
  async readOnDemand(pods: Pod[], wanted: Set<Kind>): Promise<void> {
    const { namespace } = this.#scope;
    const due = [...ON_DEMAND].filter((kind) => wanted.has(kind) && pods.some((pod) => podNeeds[kind]?.(pod) === true));
    await inTurn([
      ...due.map((kind) => () => {
        const [query = { kind }] = queriesFor(kind, namespace);
        return kind === 'secrets' ? readPullSecrets(this.ledger, namespace, { inTurn: true }) : this.read(query);
      }),
      ...(namespace && needsAllPods(pods, this.ledger)
        ? [() => this.read({ kind: 'pods', fieldSelector: RUNNING })]
        : []),
    ]);
  }

  async readLogs(pods: Pod[], now: number): Promise<void> {
    const { maxLogs: most, onProgress } = this.#scope;
    const objects = (kinds: Kind[]): AnyObject[] => kinds.flatMap((kind) => this.ledger.objects(kind)) as AnyObject[];
    const wanted = chooseLogs(pods, objects(BETWEEN), deafNodes(objects(['nodes'])), now);
    const nodes = new Map(pods.map(({ metadata, spec }) => [`${metadata.namespace}/${metadata.name}`, spec?.nodeName]));
    this.#progress.logsOf = Math.min(wanted.length, most);
    await readLogs(this.ledger, wanted, {
      most,
      nodeOf: ({ namespace, pod }) => nodes.get(`${namespace}/${pod}`) ?? '',
      onRead: () => {
        this.#progress.logs += 1;
        onProgress?.(this.#progress);
      },
    });
  }
}

/** Nothing but refusals: there is nothing to report on. */
function refuseNothing({ coverage }: Collected, namespace: string | undefined): void {
  if (coverage.some(({ outcome }) => outcome === 'read' || outcome === 'truncated')) return;
  const [first] = coverage;
  const denied = coverage.some(({ outcome }) => outcome === 'denied');
  const why = first?.detail ?? first?.outcome;
  throw new DoctorError(
    denied ? 'denied' : 'server',
    { en: `nothing could be read: ${why}`, zh: `什么都读不到：${why}` },
    {
      hint: namespace
        ? {
            en: 'choose a namespace you may read with -n; k8sdoctor rbac scan prints the role it takes',
            zh: '请用 -n 指定有权读取的命名空间；k8sdoctor rbac scan 可输出所需角色',
          }
        : {
            en: 'with rights in one namespace only, scan that: -n NAMESPACE; k8sdoctor rbac scan prints the role it takes',
            zh: '如果只有某个命名空间的权限，请用 -n 命名空间 扫描；k8sdoctor rbac scan 可输出所需角色',
          },
    },
  );
}

/**
 * Reads what a scan needs: one paged list for each kind, a few at a time, and a bounded number of logs. How many requests that takes
 * depends on kinds and pages, never on how many objects there are.
 */
export async function collectScan(reader: ClusterReader, scope: ScanScope): Promise<Collected> {
  const scan = new Scan(reader, scope);
  const wanted = new Set([...ALWAYS, ...scope.kinds]);
  const lists = [...wanted].filter((kind) => !ON_DEMAND.has(kind)).flatMap((kind) => queriesFor(kind, scope.namespace));
  await inTurn(lists.map((query) => () => scan.read(query)));
  const pods = scan.pods();
  await scan.readOnDemand(pods, wanted);
  await scan.readLogs(pods, Date.parse(reader.serverTime() ?? '') || Date.now());
  const collected = scan.ledger.finish();
  refuseNothing(collected, scope.namespace);
  return collected;
}
