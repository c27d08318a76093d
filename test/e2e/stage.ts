import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.ts';
import { kubectlPath } from '../cluster/kubectl.ts';
import { compile } from '../../src/playbook/condition.ts';
import type { Scenario, Until } from './scenario.ts';

/** A scenario in the state it names. */
export interface Staged {
  cluster: Cluster;
  namespace: string;
  /** What is diagnosed: a kind as the command line takes it, and its name. */
  kind: string;
  name: string;
}

type Raw = { kind?: string; metadata?: { name?: string } };

/** The namespace of a scenario. */
export const namespaceOf = ({ id }: Scenario): string => `e2e-${id.replaceAll('/', '-')}`.slice(0, 63);

async function must(cluster: Cluster, args: string[], stdin?: string): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(args, stdin);
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/** The objects of a watch as they change; each pretty-printed document ends with a line `}`. */
async function* watch(cluster: Cluster, args: string[], signal: AbortSignal): AsyncGenerator<Raw> {
  const child = spawn(
    await kubectlPath(),
    ['--kubeconfig', cluster.kubeconfig, 'get', ...args, '--watch', '-o', 'json'],
    { signal },
  );
  child.on('error', () => undefined); // aborted by us
  let document = '';
  for await (const line of createInterface(child.stdout)) {
    document += `${line}\n`;
    if (line !== '}') continue;
    yield JSON.parse(document) as Raw;
    document = '';
  }
}

/** `pod/app` as arguments of get that do not fail while the object is not there yet. */
function selection(what: string, namespace: string): string[] {
  const [kind = '', name] = what.split('/');
  return name
    ? ['-n', namespace, kind, `--field-selector=metadata.name=${name}`]
    : ['-n', namespace, ...what.split(' ')];
}

/** Waits until the scenario's condition holds, by a watch. Gives the object's name. */
async function reach(id: string, until: Until, cluster: Cluster, namespace: string): Promise<string> {
  const condition = compile(until.when.replaceAll(/\bobject\b/g, 'row'), id);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), (until.timeoutSeconds ?? 180) * 1000);
  let last: Raw | undefined;
  try {
    for await (const object of watch(cluster, selection(until.object, namespace), stop.signal)) {
      last = object;
      let holds = false;
      try {
        holds = condition(object);
      } catch {
        holds = false; // a field the condition names is not there yet
      }
      if (!holds) continue;
      if (until.holdSeconds) await after(until.holdSeconds * 1000);
      return object.metadata?.name ?? '';
    }
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
  throw new Error(
    `${id}: «${until.when}» did not come true in time; last seen: ${JSON.stringify(last)?.slice(0, 3000)}`,
  );
}

/** A new namespace, also where an earlier run left one of that name. */
async function found(cluster: Cluster, namespace: string): Promise<void> {
  const create = ['create', 'namespace', namespace];
  const { stderr } = await cluster.kubectl(create);
  if (!stderr) return;
  await must(cluster, ['delete', 'namespace', namespace, '--ignore-not-found', '--timeout=90s']);
  await must(cluster, create);
}

/** Waits for the ServiceAccount without which no pod is admitted, then applies the manifests. */
async function build(scenario: Scenario, cluster: Cluster, namespace: string): Promise<void> {
  await found(cluster, namespace);
  await must(cluster, ['wait', '-n', namespace, '--for=create', 'serviceaccount/default', '--timeout=60s']);
  for (const args of scenario.setup ?? []) await must(cluster, args);
  const list = { apiVersion: 'v1', kind: 'List', items: scenario.manifests };
  if (scenario.manifests.length > 0) await must(cluster, ['apply', '-n', namespace, '-f', '-'], JSON.stringify(list));
}

/** What happens to the scenario once its objects stand: nodes are lost, commands are typed. */
async function change({ id, stop = [], act = [], then }: Scenario, cluster: Cluster, namespace: string): Promise<void> {
  await Promise.all(stop.map((node) => cluster.stopNode(node)));
  for (const args of act) await must(cluster, ['-n', namespace, ...args]);
  if (then) await reach(id, then, cluster, namespace);
}

const NAMESPACED =
  /^(Pod|Service|ConfigMap|Secret|ServiceAccount|PersistentVolumeClaim|ReplicaSet|Deployment|StatefulSet|DaemonSet|Job|CronJob|Role|RoleBinding|LimitRange|ResourceQuota|Event|PodDisruptionBudget|Lease|EndpointSlice|Endpoints|Ingress|NetworkPolicy|HorizontalPodAutoscaler)$/;

async function strike(scenario: Scenario, cluster: Cluster, namespace: string): Promise<void> {
  await Promise.all((scenario.stop ?? []).map((node) => cluster.startNode(node)));
  for (const args of scenario.teardown ?? []) await cluster.kubectl(args);
  await cluster.kubectl(['delete', 'namespace', namespace, '--ignore-not-found', '--wait=false']);
  await cluster.kubectl(['delete', 'pods', '-n', namespace, '--all', '--grace-period=0', '--force', '--wait=false']);
  for (const object of scenario.manifests as Raw[]) {
    if (!NAMESPACED.test(object.kind ?? '')) {
      await cluster.kubectl([
        'delete',
        object.kind ?? '',
        object.metadata?.name ?? '',
        '--ignore-not-found',
        '--wait=false',
      ]);
    }
  }
}

/** The object to diagnose; a scan is of none. */
async function nameOf({ diagnose }: Scenario, cluster: Cluster, namespace: string): Promise<string> {
  if (diagnose === 'scan') return '';
  const [, named] = diagnose.split('/');
  if (named) return named;
  return must(cluster, ['get', ...selection(diagnose, namespace), '-o', 'jsonpath={.items[0].metadata.name}']);
}

const BEAT_MS = 4000;

/** Gives a node without a machine its heartbeat until it is told to stop; else the control plane would soon call it lost. */
function keepAlive(node: string, cluster: Cluster): () => void {
  const beat = (): void => {
    const lastHeartbeatTime = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const status = { conditions: [{ type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime }] };
    void cluster.kubectl(['patch', 'node', node, '--subresource=status', '-p', JSON.stringify({ status })]);
  };
  beat();
  const timer = setInterval(beat, BEAT_MS);
  return () => clearInterval(timer);
}

/** Brings the cluster into the scenario's state, runs the body there, and cleans up whatever happens. */
export async function onStage<T>(
  scenario: Scenario,
  cluster: Cluster,
  body: (staged: Staged) => Promise<T>,
): Promise<T> {
  const namespace = namespaceOf(scenario);
  // what earlier scenarios did to the nodes is no part of this one
  if (scenario.exclusive) await cluster.kubectl(['delete', 'events', '-n', 'default', '--all']);
  let stop = (): void => undefined;
  try {
    await build(scenario, cluster, namespace);
    await reach(scenario.id, scenario.until, cluster, namespace);
    if (scenario.alive) stop = keepAlive(scenario.alive, cluster);
    await change(scenario, cluster, namespace);
    const name = await nameOf(scenario, cluster, namespace);
    return await body({ cluster, namespace, kind: scenario.diagnose.split(/[ /]/)[0] ?? 'pod', name });
  } finally {
    stop();
    await strike(scenario, cluster, namespace);
  }
}
