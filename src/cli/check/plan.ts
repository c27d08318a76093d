import { controlledBy, looseObject } from '../../check/loose.ts';
import { ruledResources, ruleFor, tabled, type Resource, type Target } from '../../check/resource.ts';
import { matchesLabels } from '../../model/selector.ts';
import type { LabelSelector } from '../../model/objects.ts';
import type { Sources } from '../../check/gate.ts';
import type { Watches } from './watches.ts';

/** Everything of a namespace, or what has some labels. */
export interface Scope {
  namespace: string;
  selector?: LabelSelector;
}

/** Kinds that a check of a namespace looks at: those with a rule that live in one. */
const inNamespace = ruledResources.filter(({ namespaced }) => namespaced);
const kindsInNamespace = new Set(inNamespace.map(({ kind }) => kind));

/** Kinds whose pods tell how they fare, and what is wrong. */
const WITH_PODS = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob', 'Pod', 'Service']);

const PODS = tabled('pods');
const SLICES = tabled('endpointslices');
const CLASSES = tabled('storageclasses');

/** What has to be followed beside an object of a kind to judge it and to notice that something happens to it. */
function followAround(resource: Resource, namespace: string, watches: Watches): void {
  const { needs } = ruleFor(resource);
  if (WITH_PODS.has(resource.kind) || needs.includes('pods')) {
    watches.follow(PODS, namespace);
    watches.followNews(namespace);
  }
  if (needs.includes('endpointslices')) watches.follow(SLICES, namespace);
  if (needs.includes('storageclasses')) watches.follow(CLASSES, '');
}

/** Follows everything that the targets and the scope ask for; each kind of a namespace once. */
export function followAll(targets: Target[], scope: Scope | undefined, watches: Watches): void {
  for (const { resource, namespace } of targets) followAround(resource, namespace, watches);
  for (const resource of scope ? inNamespace : []) followAround(resource, scope?.namespace ?? '', watches);
  for (const resource of scope ? inNamespace : []) watches.follow(resource, scope?.namespace ?? '', []);
  const alike = Map.groupBy(
    targets,
    ({ resource, namespace }) => `${resource.apiVersion} ${resource.kind} ${namespace}`,
  );
  for (const group of alike.values()) {
    const [first] = group;
    const names = [...new Set(group.map(({ name }) => name))];
    if (first) watches.follow(first.resource, first.namespace, names);
  }
}

/** Where a gate finds what is followed. */
export const sourcesOf = (watches: Watches): Sources => ({
  of: ({ resource, namespace }) => watches.source(resource, namespace),
  pods: (namespace) => watches.source(PODS, namespace),
  endpointslices: (namespace) => watches.source(SLICES, namespace),
  storageclasses: () => watches.source(CLASSES, ''),
});

/** The objects that a scope holds now: those without a controller that is checked itself. */
export function targetsIn({ namespace, selector }: Scope, watches: Watches): Target[] {
  return inNamespace.flatMap((resource) => {
    const source = watches.source(resource, namespace);
    const objects = source === undefined ? [] : (watches.store.all(source) ?? []);
    return objects.flatMap((object): Target[] => {
      const { metadata } = looseObject(object) ?? {};
      const controller = controlledBy(object);
      if (!metadata || (controller !== undefined && kindsInNamespace.has(controller))) return [];
      if (selector && !matchesLabels(selector, metadata.labels)) return [];
      return [{ resource, namespace, name: metadata.name }];
    });
  });
}
