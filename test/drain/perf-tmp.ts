import { plan } from '../../src/drain/plan.ts';
import { Cluster } from '../../src/model/cluster.ts';
import { NO_FLAGS } from '../../src/model/drain-plan.ts';
import { kinds } from '../../src/model/resources.ts';
const nodes = Array.from({ length: 334 }, (_, i) => ({ metadata: { name: `n${i}`, namespace: '' }, status: { allocatable: { cpu: '16', memory: '64Gi', pods: '110' }, conditions: [{ type: 'Ready', status: 'True' }] } }));
const pods = [], sets = [], deps = [], pdbs = [];
for (let d = 0; d < 2000; d++) {
  const meta = { namespace: `ns${d % 50}`, labels: { app: `a${d}` } };
  deps.push({ metadata: { ...meta, name: `a${d}` }, spec: { replicas: 5 } });
  sets.push({ metadata: { ...meta, name: `a${d}-rs`, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: `a${d}`, controller: true }] }, spec: { replicas: 5 } });
  pdbs.push({ metadata: { name: `a${d}`, namespace: meta.namespace, generation: 1 }, spec: { minAvailable: 5, selector: { matchLabels: { app: `a${d}` } } }, status: { observedGeneration: 1, disruptionsAllowed: d % 2, currentHealthy: 5, desiredHealthy: 5 - (d % 2), expectedPods: 5 } });
  for (let i = 0; i < 5; i++) pods.push({ metadata: { ...meta, name: `a${d}-${i}`, uid: `u${d}-${i}`, ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `a${d}-rs`, uid: `r${d}`, controller: true }] }, spec: { nodeName: `n${(d * 5 + i) % 334}`, containers: [{ name: 'x', resources: { requests: { cpu: '100m', memory: '100Mi' } } }] }, status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] } });
}
const objects = Object.fromEntries(kinds.map((k) => [k, []])) as never as Cluster['snapshot']['objects'];
Object.assign(objects, { nodes, pods, deployments: deps, replicasets: sets, poddisruptionbudgets: pdbs });
const cluster = new Cluster({ takenAt: '2026-01-01T00:00:00Z', source: { kind: 'recording', location: '' }, objects, logs: [], coverage: kinds.map((subject) => ({ subject, scope: '', outcome: 'read' as const })) });
for (const n of [['n1'], ['n1', 'n2', 'n3']]) {
  const t = performance.now();
  const p = plan(cluster, { nodes: n, flags: NO_FLAGS });
  console.log(n.length, p.outcome, p.pods.length, Math.round(performance.now() - t), 'ms');
}
