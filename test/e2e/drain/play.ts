import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCluster, type Cluster } from '../../cluster/cluster.ts';
import { must } from '../../cluster/kubectl.ts';
import { described } from '../../drain/described.ts';
import { until } from '../../cluster/process.ts';
import { cli, type Outcome } from '../cli.ts';
import { manifestsOf, type DrainScenario } from '../drain-stage.ts';

/** What a person who drains gives their consent to. */
export const FLAGS = ['--ignore-daemonsets', '--force', '--delete-emptydir-data'];

/** A line of `drain -o json`. */
export interface Event {
  kind: string;
  pod?: string;
  node?: string;
  by?: string;
  message?: string;
}

/** The events in what a drain has printed so far. */
export const eventsOf = (text: string): Event[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => described<Event>('DrainEvent', JSON.parse(line)));

/** How many events are of a kind. */
export const count = (events: Event[], kind: string): number => events.filter((event) => event.kind === kind).length;

interface Listed {
  items: {
    metadata: { name: string; uid: string };
    spec: { nodeName?: string };
    status: { conditions?: { type: string; status: string }[] };
  }[];
}

/** A test cluster on which nodes are drained; each scenario has a namespace of its own. */
export class Ground {
  readonly cluster: Cluster;
  readonly folder: string;
  /** The namespace of the scenario that is on. */
  space = '';
  readonly #used: string[] = [];

  private constructor(cluster: Cluster, folder: string) {
    this.cluster = cluster;
    this.folder = folder;
  }

  static async open(): Promise<Ground> {
    const cluster = await startCluster((line) => console.error(line));
    return new Ground(cluster, await mkdtemp(join(tmpdir(), 'k8sdoctor-drain-')));
  }

  kubectl = (...args: string[]): Promise<string> => must(this.cluster.kubectl, args);

  apply = (...items: object[]): Promise<string> =>
    must(this.cluster.kubectl, ['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));

  async json<T>(...args: string[]): Promise<T> {
    return JSON.parse(await this.kubectl(...args, '-o', 'json')) as T;
  }

  /** Runs a command line in this process, in English. */
  run = (argv: string[], kubeconfig = this.cluster.kubeconfig): Promise<Outcome> =>
    cli([...argv, '--kubeconfig', kubeconfig, '--lang', 'en']);

  /** Runs a drain in a process of its own, and does something to the world once its output satisfies. */
  watched(
    argv: string[],
    kubeconfig: string,
    onOutput: (events: Event[], child: ChildProcess) => unknown,
  ): Promise<{ events: Event[]; code: number | null; stderr: string }> {
    return new Promise((resolve, reject) => {
      const main = join(import.meta.dirname, '../../../src/cli/main.ts');
      const child = spawn(process.execPath, [main, ...argv, '--kubeconfig', kubeconfig, '--lang', 'en']);
      const said = { stdout: '', stderr: '' };
      child.stdout.on('data', (chunk: Buffer) => {
        said.stdout += chunk.toString();
        void onOutput(eventsOf(said.stdout), child);
      });
      child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
      child.on('spawn', () => void onOutput([], child));
      child.on('error', reject);
      child.on('close', (code) => resolve({ events: eventsOf(said.stdout), code, stderr: said.stderr }));
    });
  }

  /** As `watched`, but acts only once. */
  disturbed(
    argv: string[],
    when: (events: Event[]) => boolean,
    act: (child: ChildProcess) => unknown,
  ): ReturnType<Ground['watched']> {
    let done = false;
    return this.watched(argv, this.cluster.kubeconfig, (events, child) => {
      if (done || !when(events)) return;
      done = true;
      act(child);
    });
  }

  /** The pods of the scenario on a node. */
  async podsOn(node: string): Promise<{ name: string; uid: string }[]> {
    const { items } = await this.json<Listed>('get', 'pods', '-n', this.space);
    return items.filter(({ spec }) => spec.nodeName === node).map(({ metadata: { name, uid } }) => ({ name, uid }));
  }

  namesOn = async (node: string): Promise<string[]> => (await this.podsOn(node)).map(({ name }) => name);

  isCordoned = async (node: string): Promise<boolean> =>
    (await this.kubectl('get', 'node', node, '-o', 'jsonpath={.spec.unschedulable}')) === 'true';

  journalOf = (node: string): Promise<string> =>
    this.kubectl('get', 'node', node, '-o', String.raw`jsonpath={.metadata.annotations.k8sdoctor\.dev/maintenance}`);

  /** Makes a namespace in which pods can be made. */
  async namespace(space: string): Promise<void> {
    this.#used.push(space);
    await this.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: space } });
    const account = ['get', 'sa', 'default', '-n', space];
    await until(
      'the ServiceAccount',
      { timeoutMs: 60_000 },
      async () => (await this.cluster.kubectl(account)).code === 0,
    );
  }

  /** Puts workloads on a node, in a new namespace, and waits until all their pods are ready and counted. */
  async stage(
    workloads: DrainScenario['workloads'],
    node: string,
    budgets: DrainScenario['budgets'] = [],
  ): Promise<void> {
    this.space = `drain-run-${this.#used.length}-${Date.now().toString(36)}`;
    await this.namespace(this.space);
    await this.apply(...manifestsOf({ id: '', why: '', workloads, budgets, expect: {} }, this.space, node).slice(1));
    const wanted = workloads.reduce((sum, { replicas = 1 }) => sum + replicas, 0);
    const gated = workloads.reduce((sum, { replicas = 1, readinessGate }) => sum + (readinessGate ? replicas : 0), 0);
    await until('the pods to be ready', { timeoutMs: 180_000, everyMs: 300 }, async () => {
      const { items } = await this.json<Listed>('get', 'pods', '-n', this.space);
      const ready = items.filter(({ status }) =>
        status.conditions?.some(({ type, status: is }) => type === 'ContainersReady' && is === 'True'),
      );
      return ready.length === wanted;
    });
    if (budgets.length === 0) return;
    await until('the budgets to be counted', { timeoutMs: 60_000, everyMs: 300 }, async () => {
      const healthy = await this.kubectl(
        'get',
        'pdb',
        '-n',
        this.space,
        '-o',
        'jsonpath={.items[*].status.currentHealthy}',
      );
      // of several budgets over one pod the controller only hears for one that the pod has changed
      return healthy.split(' ').includes(`${wanted - gated}`);
    });
  }

  /** Makes the workers usable again and lets the scenarios' namespaces go, without waiting for them. */
  async clear(): Promise<void> {
    for (const node of ['w1', 'w2', 'w3']) {
      await this.cluster.kubectl(['annotate', 'node', node, 'k8sdoctor.dev/maintenance-']);
      await this.cluster.kubectl(['uncordon', node]);
    }
    const taints = ['get', 'nodes', '-o', 'jsonpath={.items[*].spec.taints[*].key}'];
    await until('the workers to take pods', { timeoutMs: 60_000 }, async () => {
      return !(await this.kubectl(...taints)).includes('unschedulable');
    });
    const spaces = this.#used.splice(0);
    if (spaces.length === 0) return;
    await this.kubectl('delete', 'namespace', '--ignore-not-found', '--wait=false', ...spaces);
  }

  close = (): Promise<void> => rm(this.folder, { recursive: true, force: true });
}
