import type { RefusalGroup, Verdict } from './refused.ts';

const lacks =
  (...kinds: string[]) =>
  ({ keys }: Verdict): boolean =>
    !kinds.some((kind) => keys.includes(kind));

/** Where a pod belongs by its own specification and its volumes; refusing it elsewhere is by design. */
const PLACING = ['selector', 'node-name', 'volume-node'];

/**
 * The nodes a pod is meant for: those its selector names and its volumes can be reached from, if there are any; of these not the
 * control plane's, which take no ordinary pods by design, unless nothing else is left.
 */
export function meant(verdicts: Verdict[]): Verdict[] {
  const placed = verdicts.filter(lacks(...PLACING));
  if (placed.length === 0) return verdicts;
  const workers = placed.filter(lacks('control-plane'));
  return workers.length > 0 ? workers : placed;
}

/** Filters that run before or as the selector's: such a reason does not tell whether the node is one the pod selects. */
const EARLY = new Set([
  'cordoned',
  'taint',
  'control-plane',
  'not-ready',
  'pressure',
  'being-removed',
  'uninitialized',
  'selector',
]);

/** How much a group weighs by the message alone: the pod's own choice and the control plane count only when nothing else does. */
function toldWeight({ kind, count }: RefusalGroup, groups: RefusalGroup[], asked: boolean): number {
  const byDesign =
    kind === 'control-plane' || (kind === 'selector' && !asked && groups.some((other) => !EARLY.has(other.kind)));
  return byDesign ? 0 : count;
}

const heavier = (a: number[], b: number[]): number => b.map((w, i) => w - (a[i] ?? 0)).find((d) => d !== 0) ?? 0;

/**
 * How much a group counts where no node is the right place. A selector that some nodes satisfy is not to blame by itself: those
 * nodes are out of reach of the volume.
 */
function noPlaceWeight({ kind }: RefusalGroup, everywhere: boolean): number {
  if (!PLACING.includes(kind)) return 0;
  return everywhere || kind === 'volume-node' ? 2 : 1;
}

/**
 * The one group to blame: without it alone the pod would fit on most of the nodes it is meant for; of equals, the one most of them
 * give. Where no node is the right place at all, that comes first, because no other change can help.
 */
export function dominantOf(groups: RefusalGroup[], verdicts: Verdict[]): RefusalGroup | undefined {
  const nodes = meant(verdicts);
  const noPlace = nodes.length > 0 && !nodes.some(lacks(...PLACING));
  const weigh = (group: RefusalGroup): number[] => {
    if (group.known === 'past') return [0, 0, 0];
    if (!group.nodes) {
      const weight = toldWeight(group, groups, verdicts.length > 0);
      return [0, weight, weight];
    }
    const having = nodes.filter(({ keys }) => keys.includes(group.key));
    const alone = having.filter(({ keys }) => keys.length === 1);
    return [noPlace ? noPlaceWeight(group, having.length === nodes.length) : 0, alone.length, having.length];
  };
  const weighed = groups.map((group) => ({ group, weight: weigh(group) }));
  return weighed.toSorted((a, b) => heavier(a.weight, b.weight))[0]?.group;
}
