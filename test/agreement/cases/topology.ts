import { HOST, known, namespace, node, pending, rule, running, spread, ZONE, type Known } from './build.ts';

const web = { labels: { app: 'web' } };
const zone = (i: number, value: string, more: object = {}) => node(i, { labels: { [ZONE]: value }, ...more });
const UNEVEN = "node(s) didn't match pod topology spread constraints";
const NEAR = "node(s) didn't match pod affinity rules";
const FAR = "node(s) didn't match pod anti-affinity rules";
const THEIRS = "node(s) didn't satisfy existing pods anti-affinity rules";
const elsewhere = (name: string, on: number, more: object = {}) =>
  running(name, on, { ...web, metadata: { namespace: 'infra' }, ...more });
const ops = namespace('infra', { team: 'ops' });
const shop = namespace('shop', { team: 'dev' });
const inSpace = (namespaceSelector: object) => rule('podAntiAffinity', 'web', HOST, { namespaceSelector });
const tainted = { taints: [{ key: 'a', effect: 'NoSchedule' }] };

/** Topology spread and pod affinity. */
export const topology: Known[] = [
  known(
    'spread: the full zone',
    `1 ${UNEVEN}, 1 node(s) were unschedulable`,
    pending({ ...web, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b', { unschedulable: true }),
    running('x', 1, web),
  ),
  known(
    'spread: the other zone',
    null,
    pending({ ...web, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b'),
    running('x', 1, web),
  ),
  known(
    'spread: a node without the label',
    `1 ${UNEVEN} (missing required label)`,
    pending({ ...web, ...spread() }),
    node(1),
  ),
  known(
    'spread: ScheduleAnyway keeps nothing away',
    null,
    pending({ ...web, ...spread(ZONE, { whenUnsatisfiable: 'ScheduleAnyway' }) }),
    zone(1, 'a'),
    running('x', 1, web),
  ),
  known(
    'spread: a terminating pod does not count',
    null,
    pending({ ...web, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b', { unschedulable: true }),
    running('x', 1, {
      ...web,
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30 },
    }),
  ),
  known(
    'spread: pods of other namespaces do not count',
    null,
    pending({ ...web, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b', { unschedulable: true }),
    elsewhere('x', 1),
  ),
  known(
    'spread: a pod outside its own selector',
    null,
    pending({ labels: { app: 'db' }, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b', { unschedulable: true }),
    running('x', 1, web),
  ),
  known(
    'spread: minDomains that are not there',
    `1 ${UNEVEN}`,
    pending({ ...web, ...spread(ZONE, { minDomains: 2 }) }),
    zone(1, 'a'),
    running('x', 1, web),
  ),
  known('spread: one domain alone is even', null, pending({ ...web, ...spread() }), zone(1, 'a'), running('x', 1, web)),
  known(
    'spread: nodes the pod does not select count for nothing',
    null,
    pending({ ...web, nodeSelector: { [ZONE]: 'a' }, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b'),
    running('x', 1, web),
  ),
  known(
    'spread: unless asked to ignore that',
    `1 node(s) didn't match Pod's node affinity/selector, 1 ${UNEVEN}`,
    pending({ ...web, nodeSelector: { [ZONE]: 'a' }, ...spread(ZONE, { nodeAffinityPolicy: 'Ignore' }) }),
    zone(1, 'a'),
    zone(2, 'b'),
    running('x', 1, web),
  ),
  known(
    'spread: tainted nodes count',
    `1 ${UNEVEN}, 1 node(s) had untolerated taint(s)`,
    pending({ ...web, ...spread() }),
    zone(1, 'a'),
    zone(2, 'b', tainted),
    running('x', 1, web),
  ),
  known(
    'spread: unless taints are honored',
    null,
    pending({ ...web, ...spread(ZONE, { nodeTaintsPolicy: 'Honor' }) }),
    zone(1, 'a'),
    zone(2, 'b', tainted),
    running('x', 1, web),
  ),
  known(
    'spread: matchLabelKeys tell versions apart',
    null,
    pending({ labels: { app: 'web', version: '2' }, ...spread(ZONE, { matchLabelKeys: ['version'] }) }),
    zone(1, 'a'),
    zone(2, 'b', { unschedulable: true }),
    running('x', 1, { labels: { app: 'web', version: '1' } }),
  ),
  known('affinity: nobody is there', `1 ${NEAR}`, pending(rule('podAffinity', 'web')), node(1)),
  known(
    'affinity: in the same zone',
    null,
    pending(rule('podAffinity', 'web', ZONE)),
    zone(1, 'a', { unschedulable: true }),
    zone(2, 'a'),
    running('x', 1, web),
  ),
  known(
    'affinity: the first of a group may go anywhere',
    null,
    pending({ ...web, ...rule('podAffinity', 'web') }),
    node(1),
  ),
  known(
    'affinity: but not where the label lacks',
    `1 ${NEAR}`,
    pending({ ...web, ...rule('podAffinity', 'web', ZONE) }),
    node(1),
  ),
  known(
    'affinity: the second may not',
    `1 ${NEAR}, 1 node(s) were unschedulable`,
    pending({ ...web, ...rule('podAffinity', 'web') }),
    node(1),
    node(2, { unschedulable: true }),
    running('x', 2, web),
  ),
  known(
    'affinity: without a selector nobody is meant',
    `1 ${NEAR}`,
    pending({ ...web, ...rule('podAffinity', 'web', HOST, { labelSelector: undefined }) }),
    node(1),
    running('x', 1, web),
  ),
  known(
    'anti-affinity: one per node',
    `1 ${FAR}`,
    pending({ ...web, ...rule('podAntiAffinity', 'web') }),
    node(1),
    running('x', 1, web),
  ),
  known(
    'anti-affinity: a node without the label is in no domain',
    null,
    pending(rule('podAntiAffinity', 'web', ZONE)),
    node(1),
    running('x', 1, web),
  ),
  known(
    'anti-affinity: of a pod that is there already',
    `1 ${THEIRS}`,
    pending(web),
    node(1),
    running('x', 1, rule('podAntiAffinity', 'web')),
  ),
  known(
    'anti-affinity: a terminating pod still counts',
    `1 ${FAR}`,
    pending(rule('podAntiAffinity', 'web')),
    node(1),
    running('x', 1, {
      ...web,
      metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', deletionGracePeriodSeconds: 30 },
    }),
  ),
  known(
    'anti-affinity: mismatchLabelKeys leave the own version alone',
    null,
    pending({
      labels: { app: 'web', version: '1' },
      ...rule('podAntiAffinity', 'web', HOST, { mismatchLabelKeys: ['version'] }),
    }),
    node(1),
    running('x', 1, { labels: { app: 'web', version: '1' } }),
  ),
  known(
    'namespaces: the own one by default',
    null,
    pending(rule('podAntiAffinity', 'web')),
    node(1),
    elsewhere('x', 1),
  ),
  known(
    'namespaces: another by name',
    `1 ${FAR}`,
    pending(rule('podAntiAffinity', 'web', HOST, { namespaces: ['infra'] })),
    node(1),
    elsewhere('x', 1),
  ),
  known('namespaces: all of them', `1 ${FAR}`, pending(inSpace({})), node(1), elsewhere('x', 1)),
  known(
    'namespaces: by their labels',
    `1 ${FAR}`,
    pending(inSpace({ matchLabels: { team: 'ops' } })),
    ops,
    node(1),
    elsewhere('x', 1),
  ),
  known(
    'namespaces: by other labels',
    null,
    pending(inSpace({ matchLabels: { team: 'none' } })),
    ops,
    node(1),
    elsewhere('x', 1),
  ),
  known(
    'namespaces: 1.34 asks NotIn without labels, so that it means all',
    `1 ${FAR}`,
    pending(inSpace({ matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['ops'] }] })),
    ops,
    node(1),
    elsewhere('x', 1),
  ),
  known(
    'namespaces: but not of pods that are there already',
    null,
    pending(web),
    shop,
    node(1),
    elsewhere('x', 1, inSpace({ matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['dev'] }] })),
  ),
];
