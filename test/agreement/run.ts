// Compares the scheduler simulator with a real kube-scheduler:
//   node test/agreement/run.ts [--cases N] [--seed S] [--minutes M]
import { parseArgs } from 'node:util';
import { Arena, type Case } from './arena.ts';
import { startControlPlane } from './control-plane.ts';
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

const started = Date.now();
try {
  for (let i = -allKnown.length; i < total && failures < most; i++) {
    const each = allKnown[i + allKnown.length] ?? generate(seed + i);
    const { outcome, wrong, verdict } = await judge(arena, each);
    count(outcome.kind);
    if (outcome.kind === 'invalid') console.error(`${each.name} is not valid: ${outcome.message}`);
    for (const text of new Set(verdict?.nodes.flatMap(({ stated }) => stated))) count(`  ${text}`);
    if (verdict?.rejection) count(`  rejected: ${verdict.rejection.plugin}`);
    if (verdict?.preemption) count(`  preemption ${verdict.preemption.kind}`);
    if (wrong) await report(each, wrong);
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
