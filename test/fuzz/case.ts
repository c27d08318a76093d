import { programProblems } from './cli.ts';
import { engineProblems } from './engine.ts';
import { fileOf, grown, recipeFor, type Recipe, type Seedling } from './material.ts';
import type { Material } from './mutate.ts';
import { Random } from '../random.ts';

/** One case that failed, as small as it could be made. */
export interface Failure {
  seed: number;
  problems: string[];
  recipe: Recipe;
  file: Buffer;
}

/** Every so many cases goes through the program itself, too. */
export const PROGRAM_EVERY = 25;

type Check = (file: Buffer) => Promise<string[]>;

/** What kind of thing is wrong: the same kind must stay while a case is made smaller. */
const kindOf = (problems: string[]): string =>
  (problems[0] ?? '').split(':').slice(0, 2).join(':').replaceAll(/\d+/g, '#');

async function smaller(recipe: Recipe, all: Map<string, Material>, check: Check): Promise<Failure> {
  let best = recipe;
  let problems = await check(fileOf(recipe, grown(recipe, all)));
  const kind = kindOf(problems);
  const without = (list: Recipe['steps'], i: number) => list.filter((_, at) => at !== i);
  const attempt = async (next: Recipe): Promise<boolean> => {
    const found = await check(fileOf(next, grown(next, all)));
    if (kindOf(found) !== kind) return false;
    [best, problems] = [next, found];
    return true;
  };
  for (let i = best.bytes.length - 1; i >= 0; i--) await attempt({ ...best, bytes: without(best.bytes, i) });
  for (let i = best.steps.length - 1; i >= 0; i--) await attempt({ ...best, steps: without(best.steps, i) });
  const material = grown(best, all);
  for (let i = material.objects.length - 1; i >= 0; i--) {
    const fewer = { ...material, objects: material.objects.filter((_, at) => at !== i) };
    const found = await check(fileOf(best, fewer));
    if (kindOf(found) !== kind) continue;
    material.objects = fewer.objects;
    problems = found;
  }
  return { seed: recipe.seed, problems, recipe: best, file: fileOf(best, material) };
}

/** Runs one case; gives the failure, made small, if there is one. */
export async function runCase(
  seed: number,
  from: Seedling[],
  all: Map<string, Material>,
): Promise<Failure | undefined> {
  const recipe = recipeFor(seed, from);
  const file = fileOf(recipe, grown(recipe, all));
  const engine: Check = (bytes) => engineProblems(bytes, seed);
  if ((await engine(file)).length > 0) return smaller(recipe, all, engine);
  if (seed % PROGRAM_EVERY > 0) return undefined;
  const whole: Check = (bytes) => programProblems(bytes, new Random(seed));
  return (await whole(file)).length > 0 ? smaller(recipe, all, whole) : undefined;
}
