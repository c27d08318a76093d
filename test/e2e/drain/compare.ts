import { spawn } from 'node:child_process';
import { kubectlPath } from '../../cluster/kubectl.ts';
import { containerName } from '../../cluster/containers.ts';
import { run, until } from '../../cluster/process.ts';
import type { DrainScenario } from '../drain-stage.ts';
import { denying, dropAdmission, refuses } from './admission.ts';
import { evictionOf, openGate, type Exchange, type Gate } from './gate.ts';
import { FLAGS, Ground } from './play.ts';

/** Drains the same node in the same state with `kubectl drain` and with `k8sdoctor drain`, and prints side by side what each did. */

type Workloads = DrainScenario['workloads'];

interface Case {
  name: string;
  workloads: Workloads;
  budgets?: DrainScenario['budgets'];
  /** Given without `--force`. */
  careful?: boolean;
  /** What is done to the cluster before the drain. */
  before?: (ground: Ground) => Promise<unknown>;
  /** What happens once the first eviction has been granted. */
  meanwhile?: (ground: Ground) => Promise<unknown>;
}

const web = (more: Partial<Workloads[number]> = {}): Workloads => [
  { name: 'web', replicas: 3, readyAfter: 2, ...more },
];

const latePod = (ground: Ground): Promise<unknown> =>
  ground.apply({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'late', namespace: ground.space },
    spec: {
      nodeName: 'w3',
      terminationGracePeriodSeconds: 1,
      containers: [{ name: 'app', image: 'busybox:1.36', command: ['sleep', '100000'] }],
    },
  });

const CASES: Case[] = [
  { name: 'no budget', workloads: web() },
  { name: 'maxUnavailable 1 of 3', workloads: web(), budgets: [{ of: 'web', maxUnavailable: 1 }] },
  {
    name: '1 replica, minAvailable 1',
    workloads: web({ replicas: 1 }),
    budgets: [{ of: 'web', minAvailable: 1 }],
  },
  {
    name: 'two budgets on a pod',
    workloads: web(),
    budgets: [
      { of: 'web', maxUnavailable: 1 },
      { name: 'second', of: 'web', maxUnavailable: 1 },
    ],
  },
  {
    name: 'replacement stays Pending',
    workloads: web({ replicas: 2, nodeSelector: { disk: 'ssd' } }),
    budgets: [{ of: 'web', minAvailable: 1 }],
  },
  { name: 'bare pod, no --force', workloads: [...web(), { name: 'bare', kind: 'Pod' }], careful: true },
  {
    name: 'a policy denies',
    workloads: web({ replicas: 1 }),
    before: async (ground) => {
      await ground.apply(...denying(ground.space));
      await until('the policy', { timeoutMs: 60_000 }, () => refuses(ground, ground.space));
    },
  },
  { name: 'a finalizer holds', workloads: [{ name: 'bare', kind: 'Pod', finalizer: 'example.com/hold' }] },
  {
    name: 'API server killed',
    workloads: web(),
    budgets: [{ of: 'web', maxUnavailable: 1 }],
    meanwhile: () => run('docker', ['exec', containerName('cp'), 'pkill', '-KILL', 'kube-apiserver']),
  },
  {
    name: 'a pod comes meanwhile',
    workloads: web(),
    budgets: [{ of: 'web', maxUnavailable: 1 }],
    meanwhile: latePod,
  },
];

interface Ended {
  code: number | null;
  seconds: number;
  said: string;
}

/** Runs a program through the gate to its end. */
function through(gate: Gate, program: string, words: string[]): Promise<Ended> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, '--kubeconfig', gate.kubeconfig]);
    let said = '';
    const hear = (chunk: Buffer): void => {
      said += chunk.toString();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, seconds: Math.round((performance.now() - start) / 1000), said }));
  });
}

/** The sentence that says why it ended, with names that differ from run to run taken out. */
function lastWord(said: string, space: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !/^(?:go (?:on|back):|hint:|Warning: ignoring)/.test(line));
  const at = lines.findIndex((line) => /\bPDBs? |covered by \d/.test(line));
  const cause = at < 0 ? '' : lines.slice(at, at + 2).join(' '); // a sentence is broken at the width of the terminal
  const end = lines.findLast((line) => /nothing was changed|cannot|never|error|refuse|denied|left|drained/i.test(line));
  const words = /nothing was changed/.test(said) && cause ? `${cause} … ${end}` : (end ?? lines.at(-1) ?? '');
  return words
    .replaceAll(`${space}/`, '')
    .replaceAll(space, 'NS')
    .replaceAll(/web-[a-z0-9]+-[a-z0-9]+/g, 'web-x')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '/')
    .slice(0, 200);
}

const PROGRAMS = {
  kubectl: async (): Promise<string[]> => [await kubectlPath(), 'drain', 'w3', '--timeout=30s'],
  k8sdoctor: (): Promise<string[]> =>
    Promise.resolve([process.execPath, 'src/cli/main.ts', 'drain', 'w3', '--yes', '--timeout=30s', '--lang=en']),
};

const heads = [
  'scenario',
  'tool',
  'exit',
  'seconds',
  'evictions asked',
  'granted',
  'node after',
  'pods left',
  'last word',
];

async function play(one: Case, tool: keyof typeof PROGRAMS, ground: Ground): Promise<string[]> {
  await ground.stage(one.workloads, 'w3', one.budgets);
  const { space } = ground;
  await one.before?.(ground);
  const gate = await openGate(ground.cluster, ground.folder, 'compare');
  const granted = (exchange: Exchange): boolean =>
    evictionOf(exchange)?.startsWith(`${space}/`) === true && exchange.status === 201;
  let acted = false;
  gate.watch = (at, exchange) => {
    if (at === 'answered' && !acted && granted(exchange)) {
      acted = true;
      void one.meanwhile?.(ground);
    }
    return false;
  };
  const [program = '', ...words] = await PROGRAMS[tool]();
  const flags = one.careful ? FLAGS.filter((flag) => flag !== '--force') : FLAGS;
  const { code, seconds, said } = await through(gate, program, [...words, ...flags]);
  await until(
    'the API server',
    { timeoutMs: 60_000 },
    async () => (await ground.cluster.kubectl(['get', 'ns'])).code === 0,
  );
  const asked = gate.seen.filter((exchange) => evictionOf(exchange)?.startsWith(`${space}/`));
  const [cordoned, journal, left] = [
    await ground.isCordoned('w3'),
    await ground.journalOf('w3'),
    await ground.namesOn('w3'),
  ];
  await gate.close();
  const state = `${cordoned ? 'cordoned' : 'as before'}${journal ? ', journal' : ''}`;
  const numbers = [code, seconds, asked.length, asked.filter(granted).length].map(String);
  const word = lastWord(said, space);
  const held = ['patch', 'pod', 'bare', '-n', space, '--type=merge', '-p', '{"metadata":{"finalizers":null}}'];
  await ground.cluster.kubectl(held);
  await dropAdmission(ground);
  await ground.clear();
  return [one.name, tool, ...numbers, state, String(left.length), word];
}

const ground = await Ground.open();
const print = (cells: string[]): boolean => process.stdout.write(`| ${cells.join(' | ')} |\n`);
print(heads);
print(heads.map(() => '---'));
try {
  const [, , only] = process.argv;
  for (const one of CASES.filter(({ name }) => !only || name.includes(only))) {
    for (const tool of ['kubectl', 'k8sdoctor'] as const) print(await play(one, tool, ground));
  }
} finally {
  await ground.clear();
  await ground.close();
}
