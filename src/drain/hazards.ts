import type { Cluster } from '../model/cluster.ts';
import type { Hazard } from '../model/drain-plan.ts';
import { nodeHealth } from '../model/node-health.ts';
import type { Node, Pod } from '../model/objects.ts';
import { isFinished } from '../model/pod.ts';
import { isReady } from './readiness.ts';
import { isDns, type Backed, type Backend } from './services.ts';

/** What hazards are looked for in. */
export interface Scene {
  cluster: Cluster;
  nodes: Node[];
  /** The pods that go. */
  leaving: Set<Pod>;
  /** Those of them that nothing keeps until others are ready. */
  atOnce: Set<Pod>;
  /** Those of workloads of which it is told already that they are away. */
  away: Set<Pod>;
  services: Backed[];
  backends: Backend[];
}

const keyOf = ({ metadata }: { metadata: { namespace: string; name: string } }): string =>
  `${metadata.namespace}/${metadata.name}`;

function endpoints({ services, atOnce, away }: Scene): Hazard[] {
  return services
    .filter(
      ({ ready, service }) =>
        ready.every((pod) => atOnce.has(pod)) && (isDns(service) || !ready.every((pod) => away.has(pod))),
    )
    .map(({ service, ready }): Hazard => {
      const name = keyOf(service);
      if (isDns(service)) {
        const en = `all ${ready.length} ready pods of cluster DNS (${name}) go: names do not resolve until a replacement is ready`;
        return {
          id: 'cluster-dns',
          severity: 'error',
          text: { en, zh: `集群 DNS（${name}）的 ${ready.length} 个就绪 Pod 全部会走：替代 Pod 就绪前无法解析域名` },
        };
      }
      const text = {
        en: `service ${name} loses all of its ${ready.length} ready endpoints until a replacement is ready`,
        zh: `Service ${name} 的 ${ready.length} 个就绪端点会全部离开，替代 Pod 就绪前不可用`,
      };
      return { id: 'last-endpoint', severity: 'warning', text };
    });
}

function webhooks({ backends, atOnce, cluster }: Scene): Hazard[] {
  const lost = backends
    .filter(({ pods, fails }) => fails && pods.length > 0 && pods.every((pod) => atOnce.has(pod)))
    .map(({ webhook, service }): Hazard => ({
      id: 'webhook-backend',
      severity: 'error',
      text: {
        en: `webhook ${webhook} loses every backend (${service}) and has failurePolicy Fail: what it is asked about is refused until one is back`,
        zh: `webhook ${webhook} 的后端（${service}）会全部离开，且 failurePolicy 为 Fail：恢复前相关请求都会被拒绝`,
      },
    }));
  return [...lost, ...askedOnEviction(cluster)];
}

/** Webhooks that the API server asks about evictions: they may refuse one, and no simulation tells. */
function askedOnEviction(cluster: Cluster): Hazard[] {
  return cluster.all('validatingwebhookconfigurations').flatMap(({ metadata, webhooks: own }) =>
    (own ?? [])
      .filter(({ rules }) =>
        rules?.some(({ resources }) => resources?.some((word) => /^(?:pods|\*)\/(?:eviction|\*)$/.test(word))),
      )
      .map(({ name = metadata.name }): Hazard => ({
        id: 'eviction-webhook',
        severity: 'warning',
        text: {
          en: `webhook ${name} is asked about every eviction and may refuse it`,
          zh: `webhook ${name} 会审查每次驱逐，可能拒绝`,
        },
      })),
  );
}

const isStatic = ({ metadata }: Pod): boolean =>
  Object.hasOwn(metadata.annotations ?? {}, 'kubernetes.io/config.mirror');

const componentOf = ({ metadata }: Pod): string | undefined =>
  metadata.namespace === 'kube-system' ? metadata.labels?.['component'] : undefined;

function etcd({ cluster, nodes }: Scene): Hazard[] {
  const members = cluster.all('pods').filter((pod) => isStatic(pod) && componentOf(pod) === 'etcd');
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const here = members.filter(({ spec }) => names.has(spec?.nodeName ?? ''));
  if (here.length === 0) return [];
  const quorum = Math.floor(members.length / 2) + 1;
  const left = members.filter((pod) => isReady(pod) && !here.includes(pod)).length;
  const lost = left < quorum;
  const text = {
    en: `${here.length} of ${members.length} etcd members run here. A drain leaves them running; a stopped node leaves ${left}, and the quorum is ${quorum}${lost ? ': the API server would stop' : ''}`,
    zh: `本次节点上有 ${here.length}/${members.length} 个 etcd 成员。排空不会停止它们；停机后剩 ${left} 个，法定人数为 ${quorum}${lost ? '：API server 将不可用' : ''}`,
  };
  return [{ id: 'etcd-member', severity: lost ? 'error' : 'warning', text }];
}

function controlPlane({ cluster, nodes }: Scene): Hazard[] {
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const servers = cluster.all('pods').filter((pod) => isStatic(pod) && componentOf(pod) === 'kube-apiserver');
  const here = servers.filter(({ spec }) => names.has(spec?.nodeName ?? ''));
  if (here.length === 0) return [];
  const left = servers.filter((pod) => isReady(pod) && !here.includes(pod)).length;
  const text = {
    en: `static control-plane pods stay on the node; when it stops, ${left} API servers are left`,
    zh: `静态控制面 Pod 不会被驱逐；停机后还剩 ${left} 个 API server`,
  };
  return [{ id: 'control-plane', severity: left === 0 ? 'error' : 'warning', text }];
}

/** Pods that take traffic from outside on the node's own ports. */
function ingress({ leaving }: Scene): Hazard[] {
  const web = [...leaving].filter((pod) =>
    pod.spec?.containers?.some(({ ports }) => ports?.some(({ hostPort }) => hostPort === 80 || hostPort === 443)),
  );
  return web.map((pod) => ({
    id: 'ingress',
    severity: 'warning',
    ...(pod.spec?.nodeName && { node: pod.spec.nodeName }),
    text: {
      en: `${keyOf(pod)} takes traffic on port 80 or 443 of this node: take the node out of the load balancer first`,
      zh: `${keyOf(pod)} 在本节点的 80/443 端口接收流量：请先把节点从负载均衡中摘除`,
    },
  }));
}

const isOpen = ({ spec, status }: Node): boolean =>
  !spec?.unschedulable && status?.conditions?.find(({ type }) => type === 'Ready')?.status === 'True';

function others({ cluster, nodes, leaving }: Scene): Hazard[] {
  const rest = cluster.all('nodes').filter((node) => !nodes.includes(node));
  if (rest.some(isOpen)) return [];
  const running = [...leaving].filter((pod) => !isFinished(pod)).length;
  const text = {
    en: `no other node is Ready and schedulable: ${running} pods have nowhere to go`,
    zh: `没有其他就绪且可调度的节点：${running} 个 Pod 无处可去`,
  };
  return [{ id: rest.length === 0 ? 'only-node' : 'no-capacity', severity: 'error', text }];
}

function kubelets({ cluster, nodes }: Scene): Hazard[] {
  return nodes
    .filter(({ metadata }) => nodeHealth(metadata.name, cluster).state === 'silent')
    .map(({ metadata: { name } }) => ({
      id: 'dead-kubelet',
      severity: 'error',
      node: name,
      text: {
        en: `the kubelet of ${name} is silent: evicted pods stay Terminating until it is back or the node is removed`,
        zh: `${name} 的 kubelet 已失联：被驱逐的 Pod 会一直 Terminating，直到它恢复或节点被移除`,
      },
    }));
}

/** What else hangs on the nodes: services that lose their last endpoint, webhooks, etcd, the control plane, no room elsewhere. */
export const hazardsOf = (scene: Scene): Hazard[] =>
  [kubelets, others, etcd, controlPlane, webhooks, endpoints, ingress].flatMap((look) => look(scene));
