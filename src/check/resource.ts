import { resources } from '../model/resources.ts';
import type { Kind } from '../model/objects.ts';
import type { Ref } from '../model/finding.ts';
import type { Rule } from './define.ts';
import cronjob from './rules/cronjob.ts';
import { custom } from './rules/custom.ts';
import customresourcedefinition from './rules/customresourcedefinition.ts';
import daemonset from './rules/daemonset.ts';
import deployment from './rules/deployment.ts';
import horizontalpodautoscaler from './rules/horizontalpodautoscaler.ts';
import ingress from './rules/ingress.ts';
import job from './rules/job.ts';
import persistentvolumeclaim from './rules/persistentvolumeclaim.ts';
import pod from './rules/pod.ts';
import replicaset from './rules/replicaset.ts';
import service from './rules/service.ts';
import statefulset from './rules/statefulset.ts';

/** A kind as the API serves it. */
export interface Resource {
  apiVersion: string;
  kind: string;
  plural: string;
  namespaced: boolean;
  /** Whether objects of it have a status that a controller writes. */
  hasStatus: boolean;
}

/** One object to check. */
export interface Target {
  resource: Resource;
  namespace: string;
  name: string;
}

/** The API group of an apiVersion; '' for the core one. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';

/** What names a kind whatever its version. */
export const keyOf = ({ apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>): string =>
  `${groupOf(apiVersion)}|${kind}`;

/** A kind of the table. */
export const tabled = (kind: Kind): Resource => {
  const { apiVersion, kind: singular, namespaced, plural = kind } = resources[kind];
  return { apiVersion, kind: singular, plural, namespaced, hasStatus: false };
};

const of = (apiVersion: string, kind: string, plural: string, namespaced: boolean): Resource => ({
  apiVersion,
  kind,
  plural,
  namespaced,
  hasStatus: true,
});

const ruled: [Resource, Rule][] = [
  [tabled('deployments'), deployment],
  [tabled('statefulsets'), statefulset],
  [tabled('daemonsets'), daemonset],
  [tabled('replicasets'), replicaset],
  [tabled('jobs'), job],
  [tabled('cronjobs'), cronjob],
  [tabled('pods'), pod],
  [tabled('persistentvolumeclaims'), persistentvolumeclaim],
  [tabled('services'), service],
  [of('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers', true), horizontalpodautoscaler],
  [of('networking.k8s.io/v1', 'Ingress', 'ingresses', true), ingress],
  [
    of('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'customresourcedefinitions', false),
    customresourcedefinition,
  ],
];

/** Every kind that has a rule of its own. */
export const ruledResources: Resource[] = ruled.map(([resource]) => resource);

const rules = new Map(ruled.map(([resource, rule]) => [keyOf(resource), rule]));

/** Groups of Kubernetes itself: what has no rule there has nothing to wait for. Others ask for their controller's word. */
const BUILTIN =
  /^(?:|apps|batch|autoscaling|policy|(?:rbac\.authorization|networking|storage|scheduling|node|admissionregistration|coordination|discovery|certificates|apiextensions|flowcontrol\.apiserver|resource)\.k8s\.io)$/;

/** Whether a kind is one of Kubernetes' own. */
const isBuiltin = ({ apiVersion }: Pick<Resource, 'apiVersion'>): boolean => BUILTIN.test(groupOf(apiVersion));

/** The rule that judges objects of a kind. */
export const ruleFor = (resource: Resource): Rule =>
  rules.get(keyOf(resource)) ?? custom(resource.hasStatus && !isBuiltin(resource));

/** Kinds of which nothing but that they are there is asked: their content may be large, and is none of our business. */
export const isBare = ({ apiVersion, kind }: Resource): boolean =>
  apiVersion === 'v1' && (kind === 'Secret' || kind === 'ConfigMap');

const SHORT: Record<string, string> = {
  hpa: 'horizontalpodautoscalers',
  ing: 'ingresses',
  crd: 'customresourcedefinitions',
  crds: 'customresourcedefinitions',
};

/** The kind with a rule that a person means by `hpa`, `ingress` or `ingresses.networking.k8s.io`. */
export function ruledByWord(word: string): Resource | undefined {
  const [name = '', ...group] = word.toLowerCase().split('.');
  const plural = SHORT[name] ?? name;
  return ruledResources.find(
    (resource) =>
      (resource.plural === plural || resource.kind.toLowerCase() === plural) &&
      (group.length === 0 || group.join('.') === groupOf(resource.apiVersion)),
  );
}

/** The path of all objects of a kind in a namespace. */
export function collectionPath({ apiVersion, plural, namespaced }: Resource, namespace: string): string {
  const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}${namespaced && namespace ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${plural}`;
}

/** The object as a report refers to it. */
export const refOf = ({ resource, namespace, name }: Target): Ref => ({
  kind: resource.kind,
  namespace: resource.namespaced ? namespace : '',
  name,
});
