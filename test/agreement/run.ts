// Compares the scheduler simulator with a real kube-scheduler:
//   node test/agreement/run.ts [--cases N] [--seed S] [--minutes M]
import { parseArgs } from 'node:util';
import { Arena, type Case, type Played } from './arena.ts';
import { startControlPlane } from './control-plane.ts';
import { fixedCase } from './fixed.ts';
import { allKnown } from './cases/all.ts';
import { generate } from './generate.ts';
import { judge } from './judge.ts';
import { shrink } from './shrink.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    stop: { type: 'string', default: '5' },
  },
});

const [total, seed, most] = [Number(values.cases), Number(values.seed), Number(values.stop)];
const tally = new Map<string, number>();
const count = (word: string): void => void tally.set(word, (tally.get(word) ?? 0) + 1);

const plane = await startControlPlane(console.error);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void plane.stop().then(() => process.exit(130)));
const arena = await Arena.open(plane);
let failures = 0;

async function report(failing: Case, wrong: string): Promise<void> {
  failures++;
  console.error(`\n✖ ${failing.name}: ${wrong}`);
  if (wrong.startsWith('silent')) return;
  const small = await shrink(failing, async (candidate) => {
    const { wrong: still, outcome } = await judge(arena, candidate);
    return Boolean(still) && outcome.kind !== 'invalid' && outcome.kind !== 'silent';
  });
  const again = await judge(arena, small);
  console.error(JSON.stringify(small));
  console.error(again.wrong);
}

/** What we advise must make the real scheduler place the pod, where we say. */
async function tryFix(played: Played, name: string): Promise<void> {
  const fixed = fixedCase(played, name);
  if (!fixed) return count('no fix known');
  const { outcome, wrong } = await judge(arena, fixed);
  const placed = outcome.kind === 'placed' && (outcome.node === undefined || fixed.opens.length > 0);
  if (outcome.kind === 'invalid') return count('fix not valid');
  if (placed && !wrong) return count('fix proven');
  failures++;
  console.error(`\n✖ ${fixed.name}: ${JSON.stringify(fixed.changes)}\n  ${wrong ?? outcome.message}`);
}

const started = Date.now();
try {
  for (let i = -allKnown.length; i < total && failures < most; i++) {
    const each = allKnown[i + allKnown.length] ?? generate(seed + i);
    const { outcome, wrong, verdict, objects, pod } = await judge(arena, each);
    count(outcome.kind);
    if (outcome.kind === 'invalid') console.error(`${each.name} is not valid: ${outcome.message}`);
    for (const text of new Set(verdict?.nodes.flatMap(({ stated }) => stated))) count(`  ${text}`);
    if (verdict?.rejection) count(`  rejected: ${verdict.rejection.plugin}`);
    if (verdict?.preemption) count(`  preemption ${verdict.preemption.kind}`);
    if (wrong) await report(each, wrong);
    else if (outcome.kind === 'refused' && i % 2 === 0) await tryFix({ outcome, objects, pod }, each.name);
  }
} finally {
  await arena.close();
  await plane.stop();
}
const seconds = (Date.now() - started) / 1000;
for (const [word, times] of [...tally].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  console.log(`${String(times).padStart(6)} ${word}`);
console.log(
  `${allKnown.length} written and ${total} generated cases from seed ${seed} in ${seconds.toFixed(0)} s, ${failures} wrong`,
);
process.exitCode = failures > 0 ? 1 : 0;
