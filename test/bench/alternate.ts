import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';

/** A command to measure: program and arguments. */
export type CommandLine = [program: string, ...args: string[]];

/** One run of a command: wall time in milliseconds and peak resident memory in MiB (Linux; NaN elsewhere). */
interface Run {
  ms: number;
  mib: number;
}

async function peakOf(pid: number): Promise<number> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024;
  } catch {
    return Number.NaN;
  }
}

/** Runs a command once; exit codes are the command's own business, but it must have started. */
function once([program, ...args]: CommandLine, watchMemory: boolean): Promise<Run> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore'] });
    let mib = Number.NaN;
    const timer = setInterval(async () => {
      if (!watchMemory || !child.pid) return;
      const seen = await peakOf(child.pid);
      if (!(mib >= seen) && !Number.isNaN(seen)) mib = seen;
    }, 2);
    child.on('error', reject);
    child.on('exit', () => {
      clearInterval(timer);
      resolve({ ms: performance.now() - start, mib });
    });
  });
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const spread = (values: number[]): string =>
  `min ${Math.min(...values).toFixed(1)}, median ${median(values).toFixed(1)}, max ${Math.max(...values).toFixed(1)}`;

/** Measures two commands in turn, A B A B …, after one warm-up of each, and prints both and their ratio pair by pair. */
export async function alternate(title: string, ours: CommandLine, rival: CommandLine, runs: number): Promise<void> {
  await once(ours, false);
  await once(rival, false);
  const pairs: [Run, Run][] = [];
  for (let i = 0; i < runs; i++) pairs.push([await once(ours, false), await once(rival, false)]);
  const memory: number[] = [];
  for (let i = 0; i < Math.min(runs, 5); i++) memory.push((await once(ours, true)).mib);
  console.log(`\n${title}: ${runs} pairs`);
  console.log(`  ours   ms    ${spread(pairs.map(([a]) => a.ms))}   ${ours.join(' ').slice(-60)}`);
  console.log(`  rival  ms    ${spread(pairs.map(([, b]) => b.ms))}   ${rival.join(' ').slice(-60)}`);
  console.log(`  ratio        ${spread(pairs.map(([a, b]) => a.ms / b.ms))}`);
  console.log(`  ours   MiB   ${spread(memory)}   peak resident`);
}
