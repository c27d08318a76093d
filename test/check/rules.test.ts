import { describe, expect, test } from 'vitest';
import type { Around, State } from '../../src/check/define.ts';
import { ruledByWord, ruledResources, ruleFor, tabled, type Resource } from '../../src/check/resource.ts';
import { shapes } from '../../src/model/objects.ts';

const nothing: Around = { pods: [], endpointslices: [], storageclasses: [], scaledToZero: () => false };

const of = (kind: string): Resource => {
  const found = ruledResources.find((resource) => resource.kind === kind);
  if (!found) throw new Error(kind);
  return found;
};

/** How an object stands: `ready`, `failed!` for good, and what is said. */
function standing(resource: Resource, fields: object, around: Partial<Around> = {}): string {
  const metadata = { name: 'web', namespace: 'shop', generation: 2 };
  const object = { ...fields, metadata: { ...metadata, ...(fields as { metadata?: object }).metadata } };
  const state: State = ruleFor(resource).judge(object, { ...nothing, ...around });
  const mark = state.kind === 'failed' && state.permanent ? '!' : state.kind === 'ready' && state.settled ? '.' : '';
  expect(state.note?.zh ?? '', 'both languages').toMatch(state.note?.en ? /[\p{Script=Han}]|^[\w: -]+$/u : /^$/);
  return `${state.kind}${mark}${state.note ? ` ${state.note.en}` : ''}`;
}

const seen = { observedGeneration: 2 };
const condition = (type: string, status: string, reason = '', more: object = {}) => ({ type, status, reason, ...more });

type Case = [why: string, fields: object, said: string, around?: Partial<Around>];

const through = { ...seen, replicas: 2, updatedReplicas: 2, availableReplicas: 2, readyReplicas: 2 };
const late = condition('Progressing', 'False', 'ProgressDeadlineExceeded');

const deployments: Case[] = [
  ['all of the newest template', { spec: { replicas: 2 }, status: through }, 'ready'],
  [
    'the status is of an older spec',
    { spec: { replicas: 2 }, status: { ...through, observedGeneration: 1 } },
    'progressing its controller has not seen the newest spec yet',
  ],
  ['no status at all yet', { spec: { replicas: 2 } }, 'progressing its controller has not seen the newest spec yet'],
  [
    'half of it is new',
    { spec: { replicas: 5 }, status: { ...seen, replicas: 6, updatedReplicas: 2, availableReplicas: 5 } },
    'progressing 2 of 5 pods updated, 5 available',
  ],
  [
    'the old ones are not gone',
    { spec: { replicas: 2 }, status: { ...through, replicas: 3 } },
    'progressing 1 old pods are still to go',
  ],
  [
    'the new ones are not available',
    { spec: { replicas: 2 }, status: { ...through, availableReplicas: 1 } },
    'progressing 1 of 2 pods available',
  ],
  ['no replicas named means one', { spec: {}, status: seen }, 'progressing 0 of 1 pods updated, 0 available'],
  ['scaled to 0', { spec: { replicas: 0 }, status: seen }, 'ready scaled to 0'],
  [
    'the deadline passed',
    {
      spec: { replicas: 2, progressDeadlineSeconds: 60 },
      status: { ...through, availableReplicas: 0, conditions: [late] },
    },
    'failed no progress within 60 s (progressDeadlineSeconds): 0 of 2 pods available',
  ],
  [
    'the deadline passed, and then it came up',
    { spec: { replicas: 2 }, status: { ...through, conditions: [late] } },
    'ready',
  ],
  [
    'the deadline of an older spec passed',
    { spec: { replicas: 2 }, status: { ...through, observedGeneration: 1, availableReplicas: 0, conditions: [late] } },
    'progressing its controller has not seen the newest spec yet',
  ],
  [
    'paused in the middle',
    { spec: { replicas: 2, paused: true }, status: { ...through, updatedReplicas: 0 } },
    'progressing its rollout is paused: 0 of 2 pods updated, 2 available',
  ],
  ['paused with nothing to do', { spec: { replicas: 2, paused: true }, status: through }, 'ready'],
  [
    'its pods are refused',
    {
      spec: { replicas: 2 },
      status: {
        ...seen,
        conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', { message: 'exceeded quota' })],
      },
    },
    'progressing FailedCreate: exceeded quota: 0 of 2 pods updated, 0 available',
  ],
  [
    'being deleted',
    { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' }, spec: { replicas: 2 }, status: through },
    'progressing it is being deleted',
  ],
];

const revisions = { currentRevision: 'a', updateRevision: 'b' };
const same = { currentRevision: 'b', updateRevision: 'b' };
const statefulsets: Case[] = [
  ['all of the newest revision', { spec: { replicas: 2 }, status: { ...through, ...same } }, 'ready'],
  [
    'through, though the controller has not moved currentRevision',
    { spec: { replicas: 2 }, status: { ...through, ...revisions } },
    'ready',
  ],
  [
    'one of two',
    { spec: { replicas: 2 }, status: { ...seen, ...same, replicas: 1, updatedReplicas: 1, availableReplicas: 1 } },
    'progressing 1 of 2 pods available, one after another',
  ],
  [
    'in parallel',
    {
      spec: { replicas: 2, podManagementPolicy: 'Parallel' },
      status: { ...seen, ...same, replicas: 2, updatedReplicas: 2 },
    },
    'progressing 0 of 2 pods available',
  ],
  [
    'one updated',
    { spec: { replicas: 2 }, status: { ...through, ...revisions, updatedReplicas: 1 } },
    'progressing 2 of 2 pods available, 1 of 2 updated, one after another',
  ],
  [
    'a partition holds one back',
    {
      spec: { replicas: 2, updateStrategy: { rollingUpdate: { partition: 1 } } },
      status: { ...through, ...revisions, updatedReplicas: 1 },
    },
    'ready partition 1: 1 pods stay as they are',
  ],
  [
    'above the partition one is due',
    {
      spec: { replicas: 3, updateStrategy: { rollingUpdate: { partition: 1 } } },
      status: { ...through, replicas: 3, availableReplicas: 3, ...revisions, updatedReplicas: 1 },
    },
    'progressing 3 of 3 pods available, 1 of 2 updated, one after another',
  ],
  [
    'a partition beyond all, counted from the start ordinal',
    {
      spec: { replicas: 2, ordinals: { start: 5 }, updateStrategy: { rollingUpdate: { partition: 7 } } },
      status: { ...through, ...revisions, updatedReplicas: 0 },
    },
    'ready partition 7: 2 pods stay as they are',
  ],
  [
    'OnDelete',
    {
      spec: { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      status: { ...through, ...revisions, updatedReplicas: 0 },
    },
    'ready OnDelete: pods change when they are deleted',
  ],
  [
    'OnDelete, and one is not available',
    {
      spec: { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      status: { ...through, ...revisions, updatedReplicas: 0, availableReplicas: 1 },
    },
    'progressing 1 of 2 pods available, one after another',
  ],
  [
    'too many',
    { spec: { replicas: 1 }, status: { ...through, ...same } },
    'progressing 1 pods too many are still to go',
  ],
];

const nodes = { ...seen, desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 };
const daemonsets: Case[] = [
  ['on every node', { spec: {}, status: nodes }, 'ready'],
  [
    'updated on two',
    { spec: {}, status: { ...nodes, updatedNumberScheduled: 2 } },
    'progressing updated on 2 of 3 nodes, available on 3',
  ],
  ['available on two', { spec: {}, status: { ...nodes, numberAvailable: 2 } }, 'progressing available on 2 of 3 nodes'],
  [
    'OnDelete',
    { spec: { updateStrategy: { type: 'OnDelete' } }, status: { ...nodes, updatedNumberScheduled: 0 } },
    'ready OnDelete: pods change when they are deleted',
  ],
  ['no node', { spec: {}, status: seen }, 'ready no node asks for a pod of it'],
];

const jobs: Case[] = [
  ['Complete', { status: { conditions: [condition('Complete', 'True')] } }, 'ready.'],
  ['Complete although tries failed', { status: { failed: 2, conditions: [condition('Complete', 'True')] } }, 'ready.'],
  [
    'Failed',
    { status: { conditions: [condition('Failed', 'True', 'DeadlineExceeded')] } },
    'failed! it has failed: DeadlineExceeded',
  ],
  [
    'FailureTarget comes first',
    { status: { conditions: [condition('FailureTarget', 'True', 'BackoffLimitExceeded')] } },
    'failed! it has failed: BackoffLimitExceeded',
  ],
  [
    'a condition that is False',
    { status: { active: 1, conditions: [condition('Failed', 'False')] } },
    'progressing 0 of 1 done, 1 running',
  ],
  [
    'SuccessCriteriaMet',
    { status: { conditions: [condition('SuccessCriteriaMet', 'True')] } },
    'progressing it has succeeded, its pods are ending',
  ],
  ['suspended', { spec: { suspend: true } }, 'progressing it is suspended and does not run'],
  [
    'at work',
    { spec: { completions: 5 }, status: { succeeded: 2, active: 1, failed: 1 } },
    'progressing 2 of 5 done, 1 running, 1 failed',
  ],
];

const pods: Case[] = [
  ['Ready', { status: { phase: 'Running', conditions: [condition('Ready', 'True')] } }, 'ready'],
  [
    'Succeeded, which is never Ready',
    { status: { phase: 'Succeeded', conditions: [condition('Ready', 'False', 'PodCompleted')] } },
    'ready. it has ended well',
  ],
  [
    'Failed',
    { status: { phase: 'Failed', reason: 'Evicted', message: 'low on memory' } },
    'failed! it has failed: Evicted: low on memory',
  ],
  ['gated', { spec: { schedulingGates: [{ name: 'x' }] } }, 'progressing a scheduling gate holds it back'],
  ['without a node', { spec: {} }, 'progressing no node has been chosen yet'],
  [
    'in its second init container',
    {
      spec: { nodeName: 'w1', initContainers: [{ name: 'a' }, { name: 'b' }], containers: [{ name: 'app' }] },
      status: {
        initContainerStatuses: [
          { name: 'a', state: { terminated: { exitCode: 0 } } },
          { name: 'b', state: { running: {} } },
        ],
      },
    },
    'progressing init container b: 1 of 2 done',
  ],
  [
    'a sidecar among the init containers need not end',
    {
      spec: {
        nodeName: 'w1',
        initContainers: [{ name: 'proxy', restartPolicy: 'Always' }],
        containers: [{ name: 'app' }],
      },
      status: {
        initContainerStatuses: [{ name: 'proxy', ready: true, state: { running: {} } }],
        containerStatuses: [{ name: 'app', ready: false, state: { waiting: { reason: 'ImagePullBackOff' } } }],
      },
    },
    'progressing 1 of 2 containers ready, ImagePullBackOff',
  ],
  [
    'a readiness gate',
    {
      spec: { nodeName: 'w1', containers: [{ name: 'app' }] },
      status: { containerStatuses: [{ name: 'app', ready: true, state: { running: {} } }] },
    },
    'progressing its containers are ready, a readiness gate is not',
  ],
];

const classes = [
  shapes.storageclasses({
    metadata: { name: 'lazy', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
    volumeBindingMode: 'WaitForFirstConsumer',
  }),
  shapes.storageclasses({ metadata: { name: 'now' }, volumeBindingMode: 'Immediate' }),
].flatMap((one) => one ?? []);
const user = (claimName: string, phase = 'Pending') =>
  [
    shapes.pods({
      metadata: { name: 'db', namespace: 'shop' },
      spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] },
      status: { phase },
    }),
  ].flatMap((pod) => pod ?? []);
const unbound = 'progressing it is not bound to a volume yet';
const lazy = 'ready WaitForFirstConsumer: it is bound when a pod uses it';
const claims: Case[] = [
  ['Bound', { status: { phase: 'Bound' } }, 'ready.'],
  ['Lost', { spec: { volumeName: 'pv-1' }, status: { phase: 'Lost' } }, 'failed! its volume pv-1 is gone'],
  ['of the default class, unused', { status: { phase: 'Pending' } }, lazy, { storageclasses: classes }],
  [
    'unused but by a pod that has ended',
    { status: { phase: 'Pending' } },
    lazy,
    { storageclasses: classes, pods: user('web', 'Succeeded') },
  ],
  ['used by a pod', { status: { phase: 'Pending' } }, unbound, { storageclasses: classes, pods: user('web') }],
  [
    'of a class that binds at once',
    { spec: { storageClassName: 'now' }, status: { phase: 'Pending' } },
    unbound,
    { storageclasses: classes },
  ],
  [
    'of no class',
    { spec: { storageClassName: '' }, status: { phase: 'Pending' } },
    unbound,
    { storageclasses: classes },
  ],
  ['classes could not be read', { status: { phase: 'Pending' } }, unbound, { storageclasses: undefined }],
];

const slice = (name: string, ready: (boolean | undefined)[], addressType = 'IPv4') =>
  [
    shapes.endpointslices({
      metadata: { name: `${name}-x`, namespace: 'shop', labels: { 'kubernetes.io/service-name': name } },
      addressType,
      endpoints: ready.map((each) => ({ addresses: ['10.0.0.1'], conditions: { ready: each } })),
    }),
  ].flatMap((one) => one ?? []);
const selector = { app: 'web' };
const services: Case[] = [
  ['one of two is ready', { spec: { selector } }, 'ready', { endpointslices: slice('web', [false, true]) }],
  ['ready that is not said means yes', { spec: { selector } }, 'ready', { endpointslices: slice('web', [undefined]) }],
  [
    'none is ready',
    { spec: { selector } },
    'progressing none of 2 endpoints is ready (app=web)',
    { endpointslices: slice('web', [false, false]) },
  ],
  [
    'two families are no more endpoints',
    { spec: { selector } },
    'progressing none of 1 endpoints is ready (app=web)',
    { endpointslices: [...slice('web', [false]), ...slice('web', [false], 'IPv6')] },
  ],
  [
    'slices of another',
    { spec: { selector } },
    'progressing no pod is behind it (app=web)',
    { endpointslices: slice('api', [true]) },
  ],
  [
    'its workload is scaled to 0',
    { spec: { selector } },
    'ready its workload is scaled to 0',
    { scaledToZero: ({ app }) => app === 'web' },
  ],
  [
    'its targetPort is a name that no pod has',
    { spec: { selector, ports: [{ port: 80, targetPort: 'web' }] } },
    'progressing no pod behind it has a port named web',
    { endpointslices: slice('web', [true]) },
  ],
  [
    'its targetPort is a number, which slices always have',
    { spec: { selector, ports: [{ port: 80, targetPort: 8080 }] } },
    'ready',
    { endpointslices: slice('web', [true]) },
  ],
  [
    'one of its two ports is served',
    {
      spec: {
        selector,
        ports: [
          { name: 'a', port: 80, targetPort: 8080 },
          { name: 'b', port: 81, targetPort: 'web' },
        ],
      },
    },
    'ready',
    { endpointslices: slice('web', [true]) },
  ],
  ['headless', { spec: { selector, clusterIP: 'None' } }, 'ready'],
  ['without selector', { spec: {} }, 'ready'],
  ['ExternalName', { spec: { type: 'ExternalName', selector } }, 'ready'],
  [
    'a LoadBalancer without address',
    { spec: { type: 'LoadBalancer', selector } },
    'progressing no load balancer has given it an address yet',
    { endpointslices: slice('web', [true]) },
  ],
  [
    'a LoadBalancer with a name',
    { spec: { type: 'LoadBalancer', selector }, status: { loadBalancer: { ingress: [{ hostname: 'x' }] } } },
    'ready',
    { endpointslices: slice('web', [true]) },
  ],
  [
    'endpoints could not be read',
    { spec: { selector } },
    'ready its endpoints could not be read',
    { endpointslices: undefined },
  ],
];

const able = condition('AbleToScale', 'True');
const autoscalers: Case[] = [
  ['at work', { status: { conditions: [able, condition('ScalingActive', 'True')] } }, 'ready'],
  ['not looked at', {}, 'progressing its controller has not looked at it yet'],
  [
    'without metrics',
    { status: { conditions: [able, condition('ScalingActive', 'False', 'FailedGetResourceMetric')] } },
    'failed it has no metrics to go by: FailedGetResourceMetric',
  ],
  [
    'switched off',
    { status: { conditions: [able, condition('ScalingActive', 'False', 'ScalingDisabled')] } },
    'ready switched off: its target has 0 replicas',
  ],
  [
    'of what is not there',
    { status: { conditions: [condition('AbleToScale', 'False', 'FailedGetScale')] } },
    'failed it cannot scale: FailedGetScale',
  ],
];

const definitions: Case[] = [
  [
    'served',
    { status: { conditions: [condition('NamesAccepted', 'True'), condition('Established', 'True')] } },
    'ready',
  ],
  [
    'not yet',
    { status: { conditions: [condition('NamesAccepted', 'True')] } },
    'progressing the API server does not serve it yet',
  ],
  [
    'names taken',
    { status: { conditions: [condition('NamesAccepted', 'False', 'ListKindConflict')] } },
    'failed! its names are taken: ListKindConflict',
  ],
];

const widget: Resource = {
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  plural: 'widgets',
  namespaced: true,
  hasStatus: true,
};
const customs: Case[] = [
  ['Ready', { status: { conditions: [condition('Ready', 'True')] } }, 'ready'],
  ['no status yet', {}, 'progressing its controller has not picked it up yet'],
  ['an empty status', { status: {} }, 'progressing its controller has not picked it up yet'],
  ['a status that says nothing of readiness', { status: { address: 'x' } }, 'ready'],
  [
    'an older generation',
    { status: { observedGeneration: 1, conditions: [condition('Ready', 'True')] } },
    'progressing its controller has not seen the newest spec yet',
  ],
  [
    'a condition of an older generation',
    { status: { conditions: [condition('Ready', 'True', '', { observedGeneration: 1 })] } },
    'progressing its controller has not seen the newest spec yet',
  ],
  [
    'not Ready',
    { status: { conditions: [condition('Ready', 'False', 'Creating')] } },
    'progressing Ready is False: Creating',
  ],
  [
    'Reconciling beats Ready',
    { status: { conditions: [condition('Ready', 'True'), condition('Reconciling', 'True', 'Upgrade')] } },
    'progressing reconciling: Upgrade',
  ],
  ['Stalled', { status: { conditions: [condition('Stalled', 'True', 'NoQuota')] } }, 'failed stalled: NoQuota'],
  [
    'Stalled long ago',
    {
      status: {
        conditions: [condition('Stalled', 'True', 'NoQuota', { observedGeneration: 1 }), condition('Ready', 'True')],
      },
    },
    'ready',
  ],
  [
    'Available, where there is no Ready',
    { status: { conditions: [condition('Available', 'False', 'Down')] } },
    'progressing Available is False: Down',
  ],
  ['a phase on the way', { status: { phase: 'Provisioning' } }, 'progressing its phase is Provisioning'],
  ['a phase that is the end', { status: { phase: 'Failed' } }, 'failed its phase is Failed'],
  ['another phase', { status: { phase: 'Bound' } }, 'ready'],
];

const suites: [string, Resource, Case[]][] = [
  ['a Deployment', of('Deployment'), deployments],
  ['a StatefulSet', of('StatefulSet'), statefulsets],
  ['a DaemonSet', of('DaemonSet'), daemonsets],
  [
    'a ReplicaSet',
    of('ReplicaSet'),
    [
      ['all available', { spec: { replicas: 2 }, status: through }, 'ready'],
      [
        'one short',
        { spec: { replicas: 2 }, status: { ...through, availableReplicas: 1 } },
        'progressing 1 of 2 pods available',
      ],
    ],
  ],
  ['a Job', of('Job'), jobs],
  [
    'a CronJob',
    of('CronJob'),
    [
      ['never due', { spec: {} }, 'ready not due yet'],
      ['suspended', { spec: { suspend: true } }, 'ready suspended'],
      ['ran', { spec: {}, status: { lastScheduleTime: '2026-01-01T00:00:00Z' } }, 'ready'],
    ],
  ],
  ['a pod', of('Pod'), pods],
  ['a claim', of('PersistentVolumeClaim'), claims],
  ['a Service', of('Service'), services],
  ['an autoscaler', of('HorizontalPodAutoscaler'), autoscalers],
  [
    'an Ingress',
    of('Ingress'),
    [
      ['without an address', {}, 'ready no controller has written an address'],
      ['with one', { status: { loadBalancer: { ingress: [{ ip: '10.0.0.1' }] } } }, 'ready'],
    ],
  ],
  ['a CRD', of('CustomResourceDefinition'), definitions],
  ['a custom resource', widget, customs],
  ['a custom resource whose kind has no status', { ...widget, hasStatus: false }, [['as it is', {}, 'ready']]],
  ['what has nothing to wait for', tabled('configmaps'), [['as it is', {}, 'ready']]],
  [
    'a node',
    tabled('nodes'),
    [
      [
        'Ready',
        { status: { conditions: [condition('MemoryPressure', 'False'), condition('Ready', 'True')] } },
        'ready',
      ],
      [
        'lost',
        { status: { conditions: [condition('Ready', 'Unknown', 'NodeStatusUnknown')] } },
        'progressing Ready is Unknown: NodeStatusUnknown',
      ],
    ],
  ],
];

describe.each(suites)('%s', (_name, resource, cases) => {
  test.each(cases)('%s', (_why, fields, said, around) => {
    expect(standing(resource, fields, around)).toBe(said);
  });
});

test('what is no object is waited for, not believed', () => {
  for (const { kind } of ruledResources) {
    const state = ruleFor(of(kind)).judge('nonsense', nothing);
    expect(state.kind, kind).toBe('progressing');
  }
});

test('kinds are found by the words of kubectl', () => {
  expect(ruledByWord('hpa')?.kind).toBe('HorizontalPodAutoscaler');
  expect(ruledByWord('ingresses.networking.k8s.io')?.kind).toBe('Ingress');
  expect(ruledByWord('ingresses.example.com')).toBeUndefined();
});
