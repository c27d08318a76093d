import { fork } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Recipe } from './material.ts';

/** A case that takes longer hangs: no damage makes a small recording slow. Making a failure smaller takes many runs. */
const HANG_MS = 120_000;
const MOST_FAILURES = 20;

interface Failed {
  seed: number;
  problems: string[];
  recipe?: Recipe;
  /** In base64. */
  file?: string;
}

/** What the worker tells before and after each case. */
type Message = { begin: number } | { end: number; milliseconds: number; failure?: Failed };

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, seed: { type: 'string' }, cases: { type: 'string' } },
});
const first = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000));
const mostCases = Number(values.cases ?? Infinity);
const deadline = performance.now() + Number(values.minutes) * 60_000;
const folder = join(tmpdir(), `k8sdoctor-fuzz-${first}`);
const totals = { cases: 0, failures: 0, slowest: { seed: first, milliseconds: 0 } };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function tell({ seed, problems, recipe, file }: Failed): Promise<void> {
  totals.failures += 1;
  const damage = recipe && [...recipe.steps, ...recipe.bytes].map(({ name }) => name).join(', ');
  say(`FAILED seed ${seed}${recipe ? ` from ${recipe.from} as ${recipe.form}: ${damage}` : ''}`);
  for (const problem of problems.slice(0, 5)) say(`  ${problem.slice(0, 600)}`);
  if (!file) return;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${seed}.txt`), Buffer.from(file, 'base64'));
  say(`  smallest file: ${join(folder, `${seed}.txt`)}`);
}

async function count({ end, milliseconds, failure }: Extract<Message, { end: number }>): Promise<void> {
  totals.cases += 1;
  if (failure) await tell(failure);
  else if (milliseconds > totals.slowest.milliseconds) totals.slowest = { seed: end, milliseconds };
}

const isOver = (): boolean =>
  performance.now() > deadline || totals.cases >= mostCases || totals.failures >= MOST_FAILURES;

/** Runs cases from a seed on until all is over or one hangs; gives the seed to go on with, if any. */
function runFrom(from: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const worker = fork(join(import.meta.dirname, 'worker.ts'), [`${from}`]);
    let current = from;
    let began = false;
    let ended = false;
    let timer: NodeJS.Timeout | undefined;
    const end = (next: number | undefined): void => {
      ended = true;
      clearTimeout(timer);
      worker.kill('SIGKILL');
      resolve(next);
    };
    const fail = (problem: string): void => {
      if (!ended)
        void tell({ seed: current, problems: [problem] }).then(() => end(isOver() || !began ? undefined : current + 1));
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(fail, HANG_MS, 'it hangs');
    };
    watch();
    worker.on('exit', (code) => fail(`the engine ended the process (${code})`));
    worker.on('message', (message: Message) => {
      if (ended) return;
      watch();
      if ('begin' in message) [current, began] = [message.begin, true];
      else void count(message).then(() => (isOver() ? end(undefined) : undefined));
    });
  });
}

say(`seed ${first}`);
const start = performance.now();
for (let from: number | undefined = first; from !== undefined;) from = await runFrom(from);
const seconds = Math.round((performance.now() - start) / 1000);
const { seed, milliseconds } = totals.slowest;
say(
  `${totals.cases} cases in ${seconds} s, ${totals.failures} failed; slowest ${Math.round(milliseconds)} ms (seed ${seed})`,
);
process.exitCode = totals.failures > 0 ? 1 : 0;
