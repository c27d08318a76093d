import type { Finding, Ref } from '../model/finding.ts';
import { manifestOf, type ManifestObject } from './objects.ts';
import { valueAt } from './path.ts';
import { textAt } from './tree.ts';

/**
 * What controllers append to their own name to name what they make: five random letters, the hash of a template, an ordinal, the
 * minute of a CronJob's run (k8s.io/apiserver/pkg/storage/names, pkg/controller).
 */
const APPENDED: Record<string, Record<string, RegExp>> = {
  Pod: {
    Deployment: /-[a-z0-9]{1,10}-[a-z0-9]{5}$/,
    CronJob: /-\d+(?:-\d+)?-[a-z0-9]{5}$/,
    StatefulSet: /-\d+$/,
    Job: /(?:-\d+)?-[a-z0-9]{5}$/,
    DaemonSet: /-[a-z0-9]{5}$/,
    ReplicaSet: /-[a-z0-9]{5}$/,
    ReplicationController: /-[a-z0-9]{5}$/,
  },
  ReplicaSet: { Deployment: /-[a-z0-9]{1,10}$/ },
  Job: { CronJob: /-\d+$/ },
};

/** The controller in the manifests whose own name is in that of an object it made. */
function byName({ kind, namespace, name }: Ref, objects: ManifestObject[]): ManifestObject | undefined {
  for (const [maker, appended] of Object.entries(APPENDED[kind] ?? {})) {
    const own = name.replace(appended, '');
    const found = own !== name && manifestOf({ kind: maker, namespace, name: own }, objects);
    if (found) return found;
  }
  return undefined;
}

/** The StatefulSet in the manifests that a claim was made for: `<template>-<set>-<ordinal>`. */
function setOfClaim({ kind, namespace, name }: Ref, objects: ManifestObject[]): ManifestObject | undefined {
  if (kind !== 'PersistentVolumeClaim') return undefined;
  return objects.find(
    (object) =>
      object.kind === 'StatefulSet' &&
      ['', namespace].includes(object.namespace) &&
      claimTemplate(object, name) !== undefined,
  );
}

/** The path of the template in a StatefulSet that a claim of that name was made from. */
export function claimTemplate(set: ManifestObject, claim: string): string | undefined {
  const templates = valueAt(set.node, 'spec.volumeClaimTemplates');
  const ordinal = /-\d+$/;
  if (templates?.kind !== 'list' || !ordinal.test(claim)) return undefined;
  const own = claim.replace(ordinal, '');
  const name = templates.items
    .map((item) => textAt(item, 'metadata', 'name') ?? '')
    .findIndex((template) => own === `${template}-${set.name}`);
  return name < 0 ? undefined : `spec.volumeClaimTemplates[${name}]`;
}

/** The object of the manifests that a change must be made in for an object of a finding: itself, or what made it. */
export function makerOf(ref: Ref, { target, owner }: Finding, objects: ManifestObject[]): ManifestObject | undefined {
  const own = manifestOf(ref, objects);
  if (own) return own;
  const isTarget = ref.kind === target.kind && ref.name === target.name && ref.namespace === target.namespace;
  if (!isTarget || !owner) return byName(ref, objects) ?? setOfClaim(ref, objects);
  // a chain that ends below its top: what stands above could not be read
  return manifestOf(owner, objects) ?? byName(owner, objects);
}
