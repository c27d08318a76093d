import type { Finding, Location, Ref } from '../model/finding.ts';
import { makerOf, claimTemplate } from './makers.ts';
import { readObjects, type ManifestObject, type ManifestSource } from './objects.ts';
import { stepsOf, valueAt, walk, type Walk } from './path.ts';
import { usualPaths } from './usual.ts';

export type { ManifestSource } from './objects.ts';

/** Where controllers, built in or not, keep the template of their pods. */
const POD_TEMPLATES = ['spec.template', 'spec.jobTemplate.spec.template', 'spec.podTemplate', 'template'];

const templateOf = ({ node }: ManifestObject): string | undefined =>
  POD_TEMPLATES.find((path) => valueAt(node, `${path}.spec`) !== undefined);

/** The paths that a field of an object may have in the manifest it was made from, the likeliest first. */
function pathsIn(object: ManifestObject, ref: Ref, path: string): string[] {
  if (object.kind === ref.kind) return [path];
  if (ref.kind === 'Pod') {
    const template = templateOf(object);
    const volume = /^spec\.volumes\[([^\]]*)\]/.exec(path)?.[1];
    const claim = volume && object.kind === 'StatefulSet' ? [claimNamed(object, volume)] : [];
    return [...(template ? [`${template}.${path}`] : []), ...claim.filter((found) => found !== undefined)];
  }
  if (ref.kind === 'Job') return [`spec.jobTemplate.${path}`];
  if (ref.kind === 'PersistentVolumeClaim') return [`${claimTemplate(object, ref.name) ?? ''}.${path}`];
  return [path];
}

/** The template of a StatefulSet's volume, which its controller adds to the pod under the same name. */
const claimNamed = (set: ManifestObject, volume: string): string | undefined =>
  claimTemplate(set, `${volume}-${set.name}-0`);

interface Hit extends Walk {
  object: ManifestObject;
  /** How many steps lead deeper than to the container. */
  within: number;
  /** Metadata in part is no more than that the object has metadata. */
  inSpec: boolean;
}

/** The steps of a path down to a container or to `spec`; what lies deeper tells what of it is wrong. */
function stepsAbove(path: string): number {
  const steps = stepsOf(path);
  const containers = steps.findIndex((step) => /^(?:c|initC|ephemeralC)ontainers$/.test(step));
  return containers < 0 ? Math.max(1, steps.lastIndexOf('spec') + 1) : containers + 2;
}

/** Where the fields that prove a finding stand in the manifests. */
function hitsOf(finding: Finding, objects: ManifestObject[]): Hit[] {
  const fields = finding.evidence.filter(({ kind, source }) => kind === 'field' && !source.startsWith('status.'));
  return fields.flatMap(({ object: ref, source }) => {
    const object = makerOf(ref, finding, objects);
    if (!object) return [];
    return pathsIn(object, ref, source).map((path): Hit => {
      const found = walk(object.node, path);
      return { ...found, object, within: found.depth - stepsAbove(path), inSpec: !source.startsWith('metadata') };
    });
  });
}

const CONTAINERS = ['spec.containers', 'spec.initContainers', 'spec.ephemeralContainers'];

/** The field that usually makes the cause, else the name of the container, else that of the object. */
function nameIn(object: ManifestObject, ref: Ref, { id, container }: Finding): number {
  const lists = container ? CONTAINERS.map((list) => `${list}[${container}]`) : [];
  // the template of a workload that makes no pod is as good as the pod's own
  const asPod = templateOf(object) === undefined ? ref : { ...ref, kind: 'Pod' };
  for (const path of [...usualPaths(id, container), ...lists].flatMap((each) => pathsIn(object, asPod, each))) {
    const found = walk(object.node, path);
    if (found.whole) return found.at;
  }
  const name = ['metadata.name', 'metadata.generateName', 'kind'].map((path) => walk(object.node, path));
  return name.find(({ whole }) => whole)?.at ?? object.node.at;
}

/** A place in a text as line and column, counted from 1. */
function locationOf({ file, text }: ManifestSource, at: number): Location {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return { file, line: before.split('\n').length, column: at - start + 1 };
}

function placeOf(finding: Finding, objects: ManifestObject[]): Location | undefined {
  const hits = hitsOf(finding, objects);
  const whole = hits.find((hit) => hit.whole && hit.within > 0) ?? hits.find((hit) => hit.whole);
  if (whole) return locationOf(whole.object.source, whole.at);
  const part = hits.filter((hit) => hit.within > 0 && hit.inSpec).toSorted((a, b) => b.within - a.within)[0];
  if (part) return locationOf(part.object.source, part.at);
  for (const ref of [finding.target, ...(finding.targets ?? [])]) {
    const object = makerOf(ref, finding, objects);
    if (object) return locationOf(object.source, nameIn(object, ref, finding));
  }
  return undefined;
}

/**
 * The findings with the line of the manifests that causes each: of the field that proves it, else of its container, else of its
 * object. A finding about what the manifests do not hold is left as it is.
 */
export function locate(findings: Finding[], sources: ManifestSource[]): Finding[] {
  const objects = readObjects(sources);
  if (objects.length === 0) return findings;
  return findings.map((finding) => {
    const location = placeOf(finding, objects);
    return location ? { ...finding, location } : finding;
  });
}
