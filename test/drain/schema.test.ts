import { describe, expect, test } from 'vitest';
import { checklistFor } from '../../src/drain/checklist.ts';
import { begin, journalText } from '../../src/drain/journal.ts';
import { plan } from '../../src/drain/plan.ts';
import { NO_FLAGS } from '../../src/model/drain-plan.ts';
import type { Restored } from '../../src/drain/cordon.ts';
import type { DrainEvent } from '../../src/model/drain-event.ts';
import type {
  BudgetVerdict,
  DrainPlan,
  FreeReason,
  Hazard,
  Landing,
  Loss,
  NeverReason,
  SequenceKind,
  WaitReason,
} from '../../src/model/drain-plan.ts';
import { JOURNAL, type CheckItem, type Checklist, type JournalStage } from '../../src/model/maintenance.ts';
import { plainChecklist, plainPlan } from '../../src/render/drain-json.ts';
import eventSchema from '../../src/render/drain-event.schema.json' with { type: 'json' };
import planSchema from '../../src/render/drain-plan.schema.json' with { type: 'json' };
import checklistSchema from '../../src/render/maintenance.schema.json' with { type: 'json' };
import { complaints } from './described.ts';
import { deployment, pdb, planOf, workers, world } from './world.ts';

const keys = <K extends string>(all: Record<K, 1>): string[] => Object.keys(all);
const { pod } = planSchema.$defs;
const verdictOf = (kind: BudgetVerdict['kind']): string[] =>
  pod.properties.verdict.oneOf
    .filter(({ properties }) => properties.kind.const === kind)
    .flatMap(({ properties }) => properties.reason.enum);

test.each<[string, string[], string[]]>([
  // a word added to the model fails to compile here until it is named
  [
    'outcome',
    planSchema.properties.outcome.enum,
    keys<DrainPlan['outcome']>({ free: 1, waits: 1, never: 1, blocked: 1, unknown: 1 }),
  ],
  [
    'free',
    verdictOf('free'),
    keys<FreeReason>({
      'no-budget': 1,
      allowed: 1,
      'not-asked': 1,
      'unhealthy-allowed': 1,
      'unhealthy-spare': 1,
      deleted: 1,
    }),
  ],
  [
    'waits',
    verdictOf('waits'),
    keys<WaitReason>({
      'budget-used-up': 1,
      'replicas-starting': 1,
      'not-processed': 1,
      'disrupted-pods': 1,
      'namespace-terminating': 1,
    }),
  ],
  [
    'never',
    verdictOf('never'),
    keys<NeverReason>({
      'two-budgets': 1,
      'sync-failed': 1,
      'unmanaged-pods': 1,
      'no-pods-counted': 1,
      'max-unavailable-zero': 1,
      'min-available-all': 1,
      'single-replica': 1,
      unhealthy: 1,
      'replacement-stays-pending': 1,
      'no-replacement': 1,
      'budget-negative': 1,
      'not-processed': 1,
    }),
  ],
  [
    'landing',
    pod.properties.landing.oneOf.map(({ properties }) => properties.kind.const),
    keys<Landing['kind']>({ lands: 1, returns: 1, pending: 1, none: 1, unknown: 1 }),
  ],
  [
    'loss',
    pod.properties.losses.items.properties.kind.enum,
    keys<Loss['kind']>({
      'empty-dir': 1,
      'host-path': 1,
      'local-volume': 1,
      'bare-pod': 1,
      job: 1,
      'attached-volume': 1,
      'same-name': 1,
    }),
  ],
  [
    'hazard',
    planSchema.properties.hazards.items.properties.id.enum,
    keys<Hazard['id']>({
      'last-endpoint': 1,
      'cluster-dns': 1,
      'webhook-backend': 1,
      'eviction-webhook': 1,
      'etcd-member': 1,
      'control-plane': 1,
      ingress: 1,
      'only-node': 1,
      'no-capacity': 1,
      'dead-kubelet': 1,
      downtime: 1,
      'job-fails': 1,
      'grace-beyond-timeout': 1,
      'grace-cut': 1,
      'long-grace': 1,
      finalizer: 1,
      'do-not-disrupt': 1,
    }),
  ],
  [
    'sequence',
    planSchema.properties.sequence.properties.kind.enum,
    keys<SequenceKind>({ together: 1, 'by-node': 1, 'covered-first': 1, 'homeless-last': 1 }),
  ],
  [
    'stage',
    checklistSchema.properties.stage.enum,
    keys<Checklist['stage']>({
      'in-service': 1,
      cordoned: 1,
      draining: 1,
      stopped: 1,
      drained: 1,
      off: 1,
      back: 1,
      verifying: 1,
      verified: 1,
      gone: 1,
    }),
  ],
  [
    'event',
    eventSchema.oneOf.map(({ properties }) => properties.kind.const),
    keys<DrainEvent['kind'] | Restored['kind'] | 'verified'>({
      cordoned: 1,
      resumed: 1,
      alongside: 1,
      arrived: 1,
      returned: 1,
      reopened: 1,
      evicted: 1,
      terminating: 1,
      gone: 1,
      left: 1,
      refused: 1,
      slow: 1,
      failed: 1,
      unreachable: 1,
      unseen: 1,
      blind: 1,
      drained: 1,
      stopped: 1,
      restored: 1,
      uncordoned: 1,
      kept: 1,
      foreign: 1,
      open: 1,
      verified: 1,
    }),
  ],
  [
    'journal stage',
    checklistSchema.properties.journal.properties.stage.enum,
    keys<JournalStage>({ cordoned: 1, draining: 1, drained: 1, stopped: 1 }),
  ],
  [
    'state',
    checklistSchema.properties.items.items.properties.state.enum,
    keys<CheckItem['state']>({ done: 1, todo: 1, blocked: 1, unknown: 1 }),
  ],
])('the schema has every word of %s that the model has, and no other', (_what, listed, known) => {
  expect(listed.toSorted()).toEqual(known.toSorted());
});

const budget = pdb('web', 'web', { minAvailable: 1 }, { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 });
const found = planOf([...deployment('web', [{ node: 'w1' }]), budget]);

describe.each(['en', 'zh'] as const)('in %s', (lang) => {
  test('a plan is as its schema says, and one that is not is refused', () => {
    const plain = plainPlan(found, lang) as { pods: object[] };
    expect(complaints('DrainPlan', plain)).toEqual([]);
    expect(complaints('DrainPlan', { ...plain, outcome: 'fine' })).not.toEqual([]);
    expect(complaints('DrainPlan', { ...plain, pods: [{ ...plain.pods[0], verdict: { kind: 'never' } }] })).not.toEqual(
      [],
    );
    expect(complaints('DrainPlan', { ...plain, more: 1 })).not.toEqual([]);
  });

  test('so is a checklist, with a journal and without', () => {
    const [w1, ...others] = workers;
    const started = begin(
      { metadata: { name: 'w1', namespace: '' } },
      { by: 'me', at: '2026-01-01T00:00:00Z', reason: 'kernel', run: { host: 'here', pid: 7 } },
      'draining',
      [{ kind: 'Deployment', namespace: 'shop', name: 'web', ready: 2 }],
    );
    const metadata = { ...w1?.metadata, name: 'w1', annotations: { [JOURNAL]: journalText(started) } };
    const cordoned = { ...w1, kind: 'Node', metadata, spec: { unschedulable: true } };
    const cluster = world([...deployment('web', [{ node: 'w1' }]), cordoned, ...others]);
    const drain = plan(cluster, { nodes: ['w1'], flags: NO_FLAGS });
    const plain = plainChecklist(checklistFor('w1', cluster, drain, 'k8sdoctor drain w1'), lang);
    expect(complaints('MaintenanceChecklist', plain)).toEqual([]);
    expect(complaints('MaintenanceChecklist', { ...(plain as object), stage: 'lost' })).not.toEqual([]);
  });
});
