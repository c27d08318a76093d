import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Failure } from './case.ts';

/** A case that takes longer hangs: no damage makes a small recording slow. Making a failure smaller takes many runs. */
const HANG_MS = 120_000;
const MOST_FAILURES = 20;

interface Message {
  begin?: number;
  end?: number;
  milliseconds?: number;
  failure?: Partial<Failure> & { seed: number; problems: string[] };
}

/** What a run of the fuzzer came to. */
interface Totals {
  cases: number;
  slowest: { seed: number; milliseconds: number };
  failures: number;
}

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, cases: { type: 'string' } },
});
const first = Number(values.seed ?? Math.floor(Math.random() * 1_000_000_000));
const mostCases = Number(values.cases ?? Infinity);
const deadline = performance.now() + Number(values.minutes ?? (values.cases ? 1e6 : 10)) * 60_000;
const folder = join(tmpdir(), `k8sdoctor-fuzz-${first}`);
const totals: Totals = { cases: 0, slowest: { seed: first, milliseconds: 0 }, failures: 0 };

async function tell({ seed, problems, recipe, file }: NonNullable<Message['failure']>): Promise<void> {
  totals.failures += 1;
  let where = '';
  if (file) {
    await mkdir(folder, { recursive: true });
    where = join(folder, `${seed}.txt`);
    await writeFile(where, file);
  }
  console.log(
    `FAILED seed ${seed}${
      recipe
        ? ` from ${recipe.from}: ${recipe.steps
            .concat(recipe.bytes)
            .map(({ name }) => name)
            .join(', ')}`
        : ''
    }`,
  );
  for (const problem of problems.slice(0, 5)) console.log(`  ${problem.slice(0, 600)}`);
  if (where) console.log(`  smallest file: ${where}`);
}

/** Runs cases from a seed on until time is up or one hangs; gives the seed to go on with, if any. */
function runFrom(from: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { from } });
    let current = from;
    let timer: NodeJS.Timeout;
    const stop = (next: number | undefined): void => {
      clearTimeout(timer);
      void worker.terminate().then(() => resolve(next));
    };
    const watch = (): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () => void tell({ seed: current, problems: ['it hangs'] }).then(() => stop(current + 1)),
        HANG_MS,
      );
    };
    watch();
    worker.on(
      'error',
      (error) =>
        void tell({ seed: current, problems: [`the worker died: ${String(error)}`] }).then(() => stop(current + 1)),
    );
    worker.on('message', (message: Message) => {
      watch();
      if (message.begin !== undefined) current = message.begin;
      if (message.end === undefined) return;
      totals.cases += 1;
      const milliseconds = message.milliseconds ?? 0;
      if (!message.failure && milliseconds > totals.slowest.milliseconds)
        totals.slowest = { seed: message.end, milliseconds };
      if (message.failure) void tell(message.failure);
      if (performance.now() > deadline || totals.cases >= mostCases || totals.failures >= MOST_FAILURES)
        stop(undefined);
    });
  });
}

console.log(`seed ${first}`);
const start = performance.now();
for (let from: number | undefined = first; from !== undefined;) from = await runFrom(from);
const seconds = Math.round((performance.now() - start) / 1000);
const { seed, milliseconds } = totals.slowest;
console.log(
  `${totals.cases} cases in ${seconds} s, ${totals.failures} failed; slowest ${Math.round(milliseconds)} ms (seed ${seed})`,
);
process.exitCode = totals.failures > 0 ? 1 : 0;
