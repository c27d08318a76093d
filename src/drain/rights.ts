import type { DrainPlan } from '../model/drain-plan.ts';
import type { ClusterWriter, Right } from '../model/writer.ts';

/** The rights that carrying out a plan needs beside reading. */
export function rightsFor({ nodes, pods, flags }: DrainPlan): Right[] {
  const namespaces = new Set(pods.filter(({ fate }) => fate.kind === 'evict').map(({ namespace }) => namespace));
  const ending = flags.disableEviction
    ? { verb: 'delete', group: '', resource: 'pods' }
    : { verb: 'create', group: '', resource: 'pods', subresource: 'eviction' };
  return [
    ...(nodes.length > 0 ? ['get', 'patch'].map((verb) => ({ verb, group: '', resource: 'nodes' })) : []),
    ...[...namespaces].toSorted().map((namespace) => ({ ...ending, namespace })),
  ];
}

/** A right as a person would ask for it: `create pods/eviction -n shop`. */
export const rightWord = ({ verb, resource, subresource, namespace }: Right): string =>
  `${verb} ${resource}${subresource ? `/${subresource}` : ''}${namespace ? ` -n ${namespace}` : ''}`;

/** The rights that the API server says are missing; one it does not answer for is taken to be there. */
export async function missingRights(plan: DrainPlan, writer: ClusterWriter): Promise<string[]> {
  const asked = await Promise.all(rightsFor(plan).map(async (right) => ({ right, allowed: await writer.may(right) })));
  return asked.filter(({ allowed }) => allowed === false).map(({ right }) => rightWord(right));
}
