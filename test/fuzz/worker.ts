import { parentPort, workerData } from 'node:worker_threads';
import { runCase } from './case.ts';
import { seedlings } from './material.ts';

/** Runs cases from a seed on until it is ended, and tells of each before and after. */
const { from } = workerData as { from: number };
const all = await seedlings();
const byName = new Map(all.map(({ name, material }) => [name, material]));
for (let seed = from; ; seed++) {
  parentPort?.postMessage({ begin: seed });
  const start = performance.now();
  const failure = await runCase(seed, all, byName).catch((error: unknown) => ({
    seed,
    problems: [`the fuzzer itself: ${String(error)}`],
  }));
  parentPort?.postMessage({ end: seed, milliseconds: performance.now() - start, failure });
}
