import type { Container, PersistentVolumeClaim, Pod } from '../model/objects.ts';
import type { ResourceQuota } from '../model/policy-shapes.ts';
import { classOf } from '../model/volume-match.ts';
import { amountOf, podRequests, type Amounts } from '../model/requests.ts';
import type { Text } from '../model/text.ts';
import { podLimits } from './limit-range.ts';
import { exactly } from './amounts.ts';

/** The resource a quota's key is about: `requests.cpu` → `cpu`. */
const resourceOf = (key: string): string => key.replace(/^(?:requests|limits)\./, '');

/** Source: pkg/quota/v1/evaluator/core/pods.go, podComputeUsageHelper. */
function useOfPod(pod: Pod): Amounts {
  const use: Amounts = new Map([
    ['pods', 1],
    ['count/pods', 1],
  ]);
  for (const [resource, amount] of podRequests(pod)) {
    use.set(`requests.${resource}`, amount);
    if (/^(?:cpu|memory|ephemeral-storage|hugepages-.*)$/.test(resource)) use.set(resource, amount);
  }
  for (const [resource, amount] of podLimits(pod)) use.set(`limits.${resource}`, amount);
  return use;
}

/** Source: pkg/quota/v1/evaluator/core/persistent_volume_claims.go. */
function useOfClaims(claims: PersistentVolumeClaim[]): Amounts {
  const use: Amounts = new Map();
  const count = (key: string, amount: number): void => void use.set(key, (use.get(key) ?? 0) + amount);
  for (const claim of claims) {
    const storage = amountOf('storage', claim.spec?.resources?.requests?.['storage']);
    count('persistentvolumeclaims', 1);
    count('count/persistentvolumeclaims', 1);
    count('requests.storage', storage);
    const className = classOf(claim);
    if (!className) continue;
    count(`${className}.storageclass.storage.k8s.io/persistentvolumeclaims`, 1);
    count(`${className}.storageclass.storage.k8s.io/requests.storage`, storage);
  }
  return use;
}

const isBestEffort = (pod: Pod): boolean => podRequests(pod).size === 0 && podLimits(pod).size === 0;

const hasCrossAffinity = ({ spec }: Pod): boolean =>
  [spec?.affinity?.podAffinity, spec?.affinity?.podAntiAffinity]
    .flatMap((rules) => rules?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    .some(({ namespaces, namespaceSelector }) => (namespaces?.length ?? 0) > 0 || namespaceSelector !== undefined);

interface Scope {
  scopeName?: string;
  operator?: string;
  values?: string[];
}

/** Source: pkg/quota/v1/evaluator/core/pods.go, podMatchesScopeFunc. */
function inScope(pod: Pod, { scopeName, operator, values = [] }: Scope): boolean {
  const { activeDeadlineSeconds, priorityClassName = '' } = pod.spec ?? {};
  switch (scopeName) {
    case 'Terminating':
      return activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return isBestEffort(pod);
    case 'NotBestEffort':
      return !isBestEffort(pod);
    case 'PriorityClass':
      if (operator === 'In') return values.includes(priorityClassName);
      if (operator === 'NotIn') return !values.includes(priorityClassName);
      return operator === 'DoesNotExist' ? priorityClassName === '' : priorityClassName !== '';
    case 'CrossNamespacePodAffinity':
      return hasCrossAffinity(pod);
    default:
      return false;
  }
}

const isFor = ({ spec }: ResourceQuota, pod: Pod): boolean =>
  [
    ...(spec?.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(spec?.scopeSelector?.matchExpressions ?? []),
  ].every((scope) => inScope(pod, scope));

const REQUIRED = /^(?:(?:requests|limits)\.)?(?:cpu|memory)$/;

const names = (container: Container, key: string): boolean => {
  const list = key.startsWith('limits.') ? container.resources?.limits : container.resources?.requests;
  return list !== undefined && Object.hasOwn(list, resourceOf(key));
};

/** What a container must state because a quota counts it. Source: pods.go, Constraints. */
function unstated(pod: Pod, keys: string[]): string | undefined {
  if (pod.spec?.resources) return undefined;
  const all = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  return keys.filter((key) => REQUIRED.test(key)).find((key) => !all.every((container) => names(container, key)));
}

interface Counted {
  quota: ResourceQuota;
  hard: Amounts;
  used: Amounts;
}

const amounts = (list: Record<string, string | number> | undefined): Amounts =>
  new Map(Object.entries(list ?? {}).map(([key, value]) => [key, amountOf(resourceOf(key), value)]));

/** The quotas of namespaces, used up as pods are made. */
export class Quotas {
  readonly #counted: Counted[];

  constructor(quotas: ResourceQuota[]) {
    this.#counted = quotas.map((quota) => ({
      quota,
      hard: amounts(quota.status?.hard ?? quota.spec?.hard),
      used: amounts(quota.status?.used),
    }));
  }

  #concerning(pod: Pod): Counted[] {
    return this.#counted.filter(
      ({ quota }) => quota.metadata.namespace === pod.metadata.namespace && isFor(quota, pod),
    );
  }

  /** Why a quota keeps a pod, or the claims made for it, from being made. */
  refusal(pod: Pod, claims: PersistentVolumeClaim[]): Text | undefined {
    const uses = [useOfPod(pod), useOfClaims(claims)];
    for (const { quota, hard, used } of this.#concerning(pod)) {
      const name = `${quota.metadata.namespace}/${quota.metadata.name}`;
      const missing = unstated(pod, [...hard.keys()]);
      if (missing) {
        return {
          en: `quota ${name} counts ${missing}, which every container must then state`,
          zh: `配额 ${name} 限制了 ${missing}，因此每个容器都必须写明它`,
        };
      }
      for (const [key, most] of hard) {
        const asked = uses.reduce((sum, use) => sum + (use.get(key) ?? 0), 0);
        const taken = used.get(key) ?? 0;
        if (asked === 0 || taken + asked <= most) continue;
        const said = (amount: number, round: 'up' | 'down') => exactly(resourceOf(key), amount, round);
        const [left, want] = [said(Math.max(0, most - taken), 'down'), said(asked, 'up')];
        return {
          en: `quota ${name} leaves ${left} of ${key} ${said(most, 'down')}, one pod takes ${want}`,
          zh: `配额 ${name} 的 ${key} 上限为 ${said(most, 'down')}，仅剩 ${left}，而一个 Pod 需要 ${want}`,
        };
      }
    }
    return undefined;
  }

  /** Counts a pod and the claims made for it as made, or (-1) as not made after all. */
  count(pod: Pod, claims: PersistentVolumeClaim[], sign: 1 | -1 = 1): void {
    for (const { used } of this.#concerning(pod)) {
      for (const use of [useOfPod(pod), useOfClaims(claims)]) {
        for (const [key, amount] of use) used.set(key, (used.get(key) ?? 0) + sign * amount);
      }
    }
  }
}
