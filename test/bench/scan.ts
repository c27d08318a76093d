// `k8sdoctor scan -A` against `kubectl get pods -A` and a bare paged list, in turn, on an API server of its own that is filled with a
// cluster: `node test/bench/scan.ts [--pods 10000] [--rounds 3]`. `--keep` fills it and waits for a key, to try things by hand.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startControlPlane, type ControlPlane } from '../agreement/control-plane.ts';
import { kubectlPath } from '../cluster/kubectl.ts';
import type { CommandLine } from './alternate.ts';
import { fill, sizeOf } from './fill.ts';
import { startKubelet } from './kubelet.ts';
import { measure, type Cost } from './measure.ts';
import { crashLog } from './population.ts';
import { builtProgram } from './program.ts';

const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '3' },
    keep: { type: 'boolean', default: false },
  },
});

const median = (numbers: number[]): number => numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;

const COLUMNS: [keyof Cost, string, number][] = [
  ['wall', 'wall s', 2],
  ['cpu', 'CPU s', 2],
  ['server', 'server CPU s', 2],
  ['rss', 'RSS MiB', 0],
  ['requests', 'requests', 0],
  ['megabytes', 'MB sent', 1],
];

function table(costs: Map<string, Cost[]>): void {
  const head = ['', ...COLUMNS.map(([, title]) => title), 'wall of each round'];
  const rows = [...costs].map(([title, each]) => [
    title,
    ...COLUMNS.map(([field, , digits]) => median(each.map((cost) => cost[field] ?? Number.NaN)).toFixed(digits)),
    each.map(({ wall }) => wall.toFixed(2)).join(' '),
  ]);
  const width = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  for (const row of [head, ...rows]) console.log(row.map((cell, i) => cell.padStart(width[i] ?? 0)).join('  '));
}

function ratios(costs: Map<string, Cost[]>, ours: string): void {
  for (const [rival, theirs] of costs) {
    if (rival === ours) continue;
    const pairs = (costs.get(ours) ?? []).map((cost, i) => ({ cost, other: theirs[i] }));
    const of = (field: 'wall' | 'cpu'): string =>
      median(pairs.map(({ cost, other }) => cost[field] / (other?.[field] ?? Number.NaN))).toFixed(2);
    console.log(`${ours} / ${rival}: wall ${of('wall')}, CPU ${of('cpu')} (medians of the pairs)`);
  }
}

async function compare(plane: ControlPlane, rounds: number): Promise<void> {
  const [program, kubectl] = await Promise.all([builtProgram(), kubectlPath()]);
  const config = ['--kubeconfig', plane.kubeconfig];
  const raw = join(import.meta.dirname, 'raw-list.ts');
  const commands: Record<string, CommandLine> = {
    'k8sdoctor scan -A': [process.execPath, program, 'scan', '-A', '-o', 'json', ...config],
    'kubectl get pods -A': [kubectl, 'get', 'pods', '-A', ...config],
    'bare JSON list': [process.execPath, raw, plane.apiserver, plane.token],
    'bare JSON list, gzip': [process.execPath, raw, plane.apiserver, plane.token, 'gzip'],
  };
  const costs = new Map(Object.keys(commands).map((title) => [title, [] as Cost[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const [title, command] of Object.entries(commands)) {
      const cost = await measure(command, plane);
      console.error(`${title}: ${cost.wall.toFixed(1)} s, CPU ${cost.cpu.toFixed(1)} s, ${cost.rss.toFixed(0)} MiB`);
      if (round > 0) costs.get(title)?.push(cost); // the first round warms everything up
      if (cost.code === null || cost.code > 1) console.error(`${title} ended with ${cost.code}`);
    }
  }
  table(costs);
  ratios(costs, 'k8sdoctor scan -A');
}

const size = sizeOf(Number(values.pods));
const plane = await startControlPlane(console.error, { scheduler: false, eventTtl: '24h' });
const kubelet = await startKubelet(await crashLog());
const end = (): void => void plane.stop().then(() => process.exit(130));
process.once('SIGINT', end).once('SIGTERM', end);
try {
  const start = performance.now();
  const { events } = await fill(plane, size, kubelet.port);
  console.log(
    `${size.pods} pods, ${size.nodes} nodes, ${size.deployments} Deployments, ${events} events; filled in ${((performance.now() - start) / 1000).toFixed(0)} s`,
  );
  if (values.keep) {
    console.log(plane.kubeconfig);
    await new Promise((resolve) => process.stdin.once('data', resolve).once('end', resolve));
  } else await compare(plane, Number(values.rounds));
} finally {
  kubelet.stop();
  await plane.stop();
}
process.exit(0);
