import { kind, labelSelector } from '../model/common-shapes.ts';
import { map, num, obj, str } from '../model/shape.ts';

/** What any checked object may tell about itself, whatever its kind. */
export const looseObject = kind({
  spec: obj({ replicas: num, template: obj({ metadata: obj({ labels: map(str) }) }) }),
});

/** The pods a workload selects, by its own word. */
export const selecting = kind({ spec: obj({ selector: labelSelector }) });

/** The kind of an object's controller, when it has one. */
export const controlledBy = (object: unknown): string | undefined =>
  looseObject(object)?.metadata.ownerReferences?.find(({ controller }) => controller)?.kind;
