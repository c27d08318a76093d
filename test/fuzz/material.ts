import { join } from 'node:path';
import { dump } from 'js-yaml';
import { complete, readFixtures, type Fixture } from '../../src/cli/fixture.ts';
import { mutations, secretMutations, textMutations, type Material } from './mutate.ts';
import { Random } from '../random.ts';

/** One recorded state to start from. */
export interface Seedling {
  name: string;
  material: Material;
}

/** Every recorded state of the fixtures, near misses included. */
export async function seedlings(): Promise<Seedling[]> {
  const fixtures = await readFixtures(join(import.meta.dirname, '../../fixtures'));
  return [...fixtures.values()].flatMap((fixture) => recordingsOf(fixture, fixtures));
}

function recordingsOf({ id, found, clear }: Fixture, all: Map<string, Fixture>): Seedling[] {
  return [...found, ...clear].flatMap((recording, i) => {
    try {
      const { objects = [], logs = [] } = complete(recording, all);
      return [{ name: `${id}[${i}]`, material: { objects, logs } }];
    } catch {
      return []; // test/playbooks.test.ts tells what is wrong with it
    }
  });
}

interface Step {
  name: string;
  seed: number;
}

/** What is done to a seedling, so that it can be done again, in part or whole. */
export interface Recipe {
  seed: number;
  from: string;
  /** Damage to the objects and logs, in order, each with a seed of its own. */
  steps: Step[];
  /** The form the file has. */
  form: 'json' | 'list' | 'yaml' | 'documents' | 'lines';
  /** Damage to the file's bytes. */
  bytes: Step[];
}

const FORMS = ['list', 'list', 'list', 'json', 'yaml', 'documents', 'lines'] as const;

/** The recipe of a seed. */
export function recipeFor(seed: number, from: Seedling[]): Recipe {
  const random = new Random(seed);
  const some = (names: string[], count: number): Step[] =>
    Array.from({ length: count }, () => ({ name: random.pick(names), seed: random.below(2 ** 31) }));
  const bytes = some(Object.keys(textMutations), random.chance(0.2) ? 1 : 0);
  const steps = [
    ...some(Object.keys(mutations), 1 + random.below(random.chance(0.2) ? 30 : 6)),
    ...some(Object.keys(secretMutations), bytes.length > 0 ? 0 : random.below(4)),
  ];
  return { seed, from: random.pick(from).name, steps, form: random.pick(FORMS), bytes };
}

/** The objects and logs of a recipe. */
export function grown({ from, steps }: Recipe, all: Map<string, Material>): Material {
  const material = structuredClone(all.get(from) ?? { objects: [], logs: [] });
  const known = { ...mutations, ...secretMutations };
  for (const { name, seed } of steps) known[name]?.(material, new Random(seed));
  return material;
}

const section = ({ namespace, pod, container, text = '' }: Material['logs'][number]): string =>
  `==== START logs for container ${container} of pod ${namespace}/${pod} ====\n${text}\n==== END logs for container ${container} of pod ${namespace}/${pod} ====\n`;

const FORMAT: Record<Recipe['form'], (objects: unknown[]) => string> = {
  json: (objects) => JSON.stringify(objects),
  list: (items) => JSON.stringify({ kind: 'List', apiVersion: 'v1', items }),
  lines: (objects) => objects.map((object) => JSON.stringify(object, null, 1)).join('\n'),
  yaml: (items) => dump({ kind: 'List', apiVersion: 'v1', items }, { noRefs: true }),
  documents: (objects) => objects.map((object) => dump(object, { noRefs: true })).join('---\n'),
};

/** The file a recipe comes to. */
export function fileOf(recipe: Recipe, material: Material): Buffer {
  const text = FORMAT[recipe.form](material.objects);
  const logs = recipe.form === 'list' || recipe.form === 'json' ? material.logs.map(section).join('') : '';
  return recipe.bytes.reduce<Buffer>(
    (bytes, { name, seed }) => textMutations[name]?.(bytes, new Random(seed)) ?? bytes,
    Buffer.from(`${logs}${text}\n`),
  );
}
