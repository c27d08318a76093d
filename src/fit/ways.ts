import type { Cluster } from '../model/cluster.ts';
import type { Way } from '../model/fit.ts';
import type { Container, Pod } from '../model/objects.ts';
import type { Text } from '../model/text.ts';
import { taintWord } from '../model/toleration.ts';
import { clusterFixes } from '../schedule/fixes/cluster-fixes.ts';
import { keyOf, type Change } from '../schedule/fixes/change.ts';
import { atMost } from '../schedule/room.ts';
import type { ScheduleIndex } from '../schedule/schedule-index.ts';
import { requirementWord } from '../schedule/unmet.ts';
import { exactly } from './amounts.ts';

const MOST_WAYS = 4;

/** Taints that tell of a state of the node: taking them away, or tolerating them, mends nothing. */
const STATES = new Set(['not-ready', 'pressure', 'being-removed', 'uninitialized']);

/** Whether a change is one that a person would make, and not one that only the filters would be content with. */
function isSensible(change: Change): boolean {
  if (change.kind === 'toleration') return !STATES.has(change.cause) && change.cause !== 'cordoned';
  if (change.kind === 'untaint') return !STATES.has(change.cause);
  if (change.kind === 'selector') return change.requirement.key !== 'metadata.name';
  return change.kind !== 'label' || (change.key !== 'kubernetes.io/hostname' && change.value !== '');
}

const podNames = (pods: Pod[]): string =>
  pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`).join(', ');

const both = (en: string, zh: string): Text => ({ en, zh });

function ofPod(change: Extract<Change, { side: 'pod' | 'claim' }>): Text {
  switch (change.kind) {
    case 'request': {
      const most = exactly(change.resource, change.atMost, 'down');
      return both(`it requests at most ${most} of ${change.resource}`, `${change.resource} 请求量不超过 ${most}`);
    }
    case 'toleration':
      return both(`it tolerates ${taintWord(change.taint)}`, `容忍污点 ${taintWord(change.taint)}`);
    case 'selector': {
      const word = requirementWord(change.requirement);
      return both(`it does not ask for ${word}`, `不再要求 ${word}`);
    }
    case 'host-port':
      return both(
        `it leaves host port ${change.port}/${change.protocol}`,
        `不再占用主机端口 ${change.port}/${change.protocol}`,
      );
    case 'term': {
      const field = change.field === 'podAffinity' ? 'pod affinity' : 'pod anti-affinity';
      const zh = change.field === 'podAffinity' ? 'Pod 亲和性' : 'Pod 反亲和性';
      return both(`its ${field} by ${change.topologyKey} is not required`, `不再强制按 ${change.topologyKey} 的${zh}`);
    }
    case 'spread':
      return both(
        `maxSkew by ${change.topologyKey} is at least ${change.maxSkew}`,
        `${change.topologyKey} 的 maxSkew 至少为 ${change.maxSkew}`,
      );
    case 'volume': {
      const what = change.claim ? `pvc/${change.claim}` : `pv/${change.volume ?? ''}`;
      return both(`${what} can be had on ${change.node ?? ''}`, `${what} 可在 ${change.node ?? ''} 上使用`);
    }
  }
  return change satisfies never;
}

function ofNode(change: Extract<Change, { side: 'node' }>): Text {
  const { node } = change;
  switch (change.kind) {
    case 'uncordon':
      return both(`${node} is uncordoned`, `恢复 ${node} 的调度（uncordon）`);
    case 'untaint':
      return both(
        `${node} loses the taint ${taintWord(change.taint)}`,
        `去掉 ${node} 的污点 ${taintWord(change.taint)}`,
      );
    case 'label': {
      const word = change.value === undefined ? change.key : `${change.key}=${change.value}`;
      return change.value === undefined
        ? both(`${node} loses the label ${word}`, `去掉 ${node} 的标签 ${word}`)
        : both(`${node} is labelled ${word}`, `给 ${node} 加上标签 ${word}`);
    }
    case 'capacity': {
      const more = exactly(change.resource, change.more, 'up');
      return both(
        `${node} has ${more} more of ${change.resource} free`,
        `${node} 再腾出 ${more} 的 ${change.resource}`,
      );
    }
    case 'volume-limit':
      return both(
        `${node} may hold ${change.atLeast} volumes of ${change.driver}`,
        `${node} 可挂接 ${change.atLeast} 个 ${change.driver} 卷`,
      );
    case 'move':
      return both(`${podNames(change.pods)} leaves its place`, `${podNames(change.pods)} 让出位置`);
  }
  return change satisfies never;
}

const wordsOf = (change: Change): Text => (change.side === 'node' ? ofNode(change) : ofPod(change));

/** Workloads whose template a command can change, and then new pods follow. */
const TEMPLATED = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob']);

const SAFE = /^[\w.\-/=:]+$/;

function setResources(
  pod: Pod,
  { resource, atMost: amount }: { resource: string; atMost: number },
  cluster: Cluster,
): Way['command'] {
  const owner = cluster.ownersOf(pod).at(-1);
  const asks = ({ resources }: Container): boolean => resources?.requests?.[resource] !== undefined;
  const [only, ...others] = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])].filter(asks);
  if (!owner || !TEMPLATED.has(owner.kind) || !only || others.length > 0 || pod.spec?.overhead || pod.spec?.resources)
    return undefined;
  const quantity = `${resource}=${atMost(resource, amount)}`;
  const target = `${owner.kind.toLowerCase()}/${owner.name} -n ${owner.namespace} -c ${only.name ?? ''}`;
  return { risk: 'restart', line: `kubectl set resources ${target} --requests=${quantity}` };
}

/** The command that makes a change, for those that one command makes. */
function commandFor(change: Change, pod: Pod, cluster: Cluster): Way['command'] {
  switch (change.kind) {
    case 'request':
      return setResources(pod, change, cluster);
    case 'uncordon':
      return { risk: 'safe', line: `kubectl uncordon ${change.node}` };
    case 'untaint':
      return { risk: 'safe', line: `kubectl taint nodes ${change.node} ${change.taint.key}:${change.taint.effect}-` };
    case 'label': {
      const had = cluster.node(change.node)?.metadata.labels?.[change.key] !== undefined;
      const word = change.value === undefined ? `${change.key}-` : `${change.key}=${change.value}`;
      return {
        risk: 'safe',
        line: `kubectl label node ${change.node} ${word}${had && change.value !== undefined ? ' --overwrite' : ''}`,
      };
    }
    default:
      return undefined;
  }
}

function runnable(command: Way['command']): Way['command'] {
  return command?.line.split(' ').every((word) => SAFE.test(word)) ? command : undefined;
}

/** The smallest sets of changes after which a pod would fit somewhere, each tried out; smallest first. */
export function waysFor(pod: Pod, index: ScheduleIndex): Way[] {
  const { sets, singles } = clusterFixes(index, pod);
  const nexts = new Map(singles.flatMap(({ change, message }) => (message ? [[keyOf(change), message] as const] : [])));
  return sets
    .filter(({ changes }) => changes.length > 0 && changes.every(isSensible))
    .slice(0, MOST_WAYS)
    .map(({ changes, opens }): Way => {
      const [only, ...others] = changes;
      const command = only && others.length === 0 ? runnable(commandFor(only, pod, index.cluster)) : undefined;
      const alone = changes.flatMap((change) => {
        const next = others.length > 0 ? nexts.get(keyOf(change)) : undefined;
        return next ? [{ change: wordsOf(change), next }] : [];
      });
      return {
        changes: changes.map(wordsOf),
        opens,
        ...(alone.length > 0 && { alone }),
        ...(command && { command }),
      };
    });
}
