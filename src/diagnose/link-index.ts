import { claimNames } from '../model/claims.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Ref } from '../model/finding.ts';
import type { Relation } from '../model/playbook.ts';
import type { Match } from './match.ts';

const keyOf = ({ kind, namespace, name }: Ref): string => `${kind}/${namespace}/${name}`;

const podAt = (ref: Ref, cluster: Cluster) =>
  ref.kind === 'Pod' ? cluster.find('pods', ref.namespace, ref.name) : undefined;

/** The claims that an object is, or mounts. */
export function claimsOf(ref: Ref, cluster: Cluster): string[] {
  if (ref.kind === 'PersistentVolumeClaim') return [ref.name];
  const pod = podAt(ref, cluster);
  return pod ? claimNames(pod).map(({ claim }) => claim) : [];
}

/** The node that an object is, or runs on. */
export const nodeOf = (ref: Ref, cluster: Cluster): string | undefined =>
  ref.kind === 'Node' ? ref.name : podAt(ref, cluster)?.spec?.nodeName;

const ownersOf = (ref: Ref, cluster: Cluster): string[] => {
  const object = cluster.resolve(ref);
  return object ? cluster.ownersOf(object).map(keyOf) : [];
};

const podsIn = ({ row, finding }: Match): string[] =>
  (Array.isArray(row['pods']) ? row['pods'] : []).map((name) => `Pod/${finding.target.namespace}/${String(name)}`);

/** Where a cause is found again by each relation, and where an effect looks for it. */
const relations: Record<
  Relation | 'named' | 'job',
  Record<'cause' | 'effect', (match: Match, cluster: Cluster) => string[]>
> = {
  'same-pod': { cause: ({ finding }) => [keyOf(finding.target)], effect: ({ finding }) => [keyOf(finding.target)] },
  'same-container': {
    cause: ({ finding }) => [keyOf(finding.target)],
    effect: ({ finding }) => [keyOf(finding.target)],
  },
  owner: {
    cause: ({ finding }) => [keyOf(finding.target)],
    effect: ({ finding }, cluster) => ownersOf(finding.target, cluster),
  },
  node: {
    cause: ({ finding }, cluster) => [nodeOf(finding.target, cluster) ?? []].flat(),
    effect: ({ finding }, cluster) => [nodeOf(finding.target, cluster) ?? []].flat(),
  },
  claim: {
    cause: ({ finding }, cluster) =>
      claimsOf(finding.target, cluster).map((claim) => `${finding.target.namespace}/${claim}`),
    effect: ({ finding }, cluster) =>
      claimsOf(finding.target, cluster).map((claim) => `${finding.target.namespace}/${claim}`),
  },
  namespace: {
    cause: ({ finding: { target } }) => [target.kind === 'Namespace' ? target.name : target.namespace],
    effect: ({ finding: { target } }) => [target.namespace],
  },
  cluster: { cause: () => [''], effect: () => [''] },
  pods: { cause: podsIn, effect: ({ finding }) => [keyOf(finding.target)] },
  /** The effect names the pod that the cause is about. */
  named: { cause: ({ finding }) => [keyOf(finding.target)], effect: podsIn },
  /** The cause is about a Job of what the effect is about. */
  job: {
    cause: ({ finding: { target } }, cluster) => (target.kind === 'Job' ? ownersOf(target, cluster) : []),
    effect: ({ finding }) => [keyOf(finding.target)],
  },
};

/** A pattern of playbook ids: one, those of a symptom (`mount/*`), or all. */
export const covers = (pattern: string, id: string): boolean =>
  pattern === '*' || pattern === id || (pattern.endsWith('/*') && id.startsWith(pattern.slice(0, -1)));

/** How one playbook may explain another: by which relation, and with which fields of their rows agreeing. */
interface Way {
  id: string;
  by: keyof typeof relations;
  same: string[];
}

const placed = (place: string, { row }: Match, same: string[]): string =>
  [place, ...same.map((field) => String(row[field]))].join('|');

const BEHIND = { pods: 'named', 'same-object': 'same-pod', job: 'job' } as const;

/**
 * Finds what may explain a match without asking every other one: a scan can have thousands. What it gives is to be judged still; what it
 * does not give cannot explain.
 */
export class LinkIndex {
  readonly #cluster: Cluster;
  readonly #matches: Match[];
  readonly #byPlaybook: Map<string, Match[]>;
  readonly #places = new Map<string, Map<string, Match[]>>();

  constructor(matches: Match[], cluster: Cluster) {
    this.#cluster = cluster;
    this.#matches = matches;
    this.#byPlaybook = Map.groupBy(matches, ({ playbook }) => playbook.id);
  }

  #of({ id, by, same }: Way): Map<string, Match[]> {
    const key = `${id} ${by} ${same.join(' ')}`;
    let places = this.#places.get(key);
    if (!places) {
      places = new Map();
      for (const match of this.#byPlaybook.get(id) ?? []) {
        for (const found of new Set(relations[by].cause(match, this.#cluster))) {
          const place = placed(found, match, same);
          const there = places.get(place);
          if (there) there.push(match);
          else places.set(place, [match]);
        }
      }
      this.#places.set(key, places);
    }
    return places;
  }

  #waysTo({ playbook }: Match): Way[] {
    return [...this.#byPlaybook].flatMap(([id, [first]]) => [
      ...(first?.playbook.explains ?? [])
        .filter((rule) => covers(rule.id, playbook.id))
        .map(({ by, same = [] }) => ({ id, by, same })),
      ...(playbook.explainedBy ?? [])
        .filter((rule) => covers(rule.id, id))
        .map(({ by }) => ({ id, by: BEHIND[by], same: [] })),
    ]);
  }

  /** All that may explain a match, in the order in which the matches were given. */
  causesFor(effect: Match): Match[] {
    const found = new Set<Match>();
    for (const way of this.#waysTo(effect)) {
      const places = this.#of(way);
      for (const place of relations[way.by].effect(effect, this.#cluster)) {
        for (const match of places.get(placed(place, effect, way.same)) ?? []) found.add(match);
      }
    }
    return found.size > 1 ? this.#inOrder(found) : [...found];
  }

  #order: Map<Match, number> | undefined;

  #inOrder(found: Set<Match>): Match[] {
    const order = (this.#order ??= new Map(this.#matches.map((match, index) => [match, index])));
    return [...found].toSorted((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  }
}
