import { runCase } from './case.ts';
import { seedlings } from './material.ts';

// a process of its own: runs cases from a seed on until it is ended, and tells of each before and after
const all = await seedlings();
const byName = new Map(all.map(({ name, material }) => [name, material]));
for (let seed = Number(process.argv[2]); ; seed++) {
  process.send?.({ begin: seed });
  const start = performance.now();
  const failure = await runCase(seed, all, byName).catch((error: unknown) => ({
    seed,
    problems: [`the fuzzer itself: ${String(error)}`],
  }));
  process.send?.({
    end: seed,
    milliseconds: performance.now() - start,
    ...(failure && { failure: { ...failure, ...('file' in failure && { file: failure.file.toString('base64') }) } }),
  });
}
