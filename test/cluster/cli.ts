import { findCluster, startCluster, stopCluster, whyNoCluster } from './cluster.ts';
import { stopDocker } from './docker-daemon.ts';

const usage = `usage: node test/cluster/cli.ts COMMAND
  up            start the test cluster, or find the one that runs
  down [--all]  end it; with --all also the Docker daemon, if it was started for it
  reset         delete everything that tests left in it
  status        say whether it runs
  kubeconfig    print the path of its kubeconfig`;

const commands: Record<string, (args: string[]) => Promise<void>> = {
  async up() {
    const reason = await whyNoCluster();
    if (reason !== undefined) throw new Error(reason);
    const started = Date.now();
    const { kubeconfig } = await startCluster((line) => console.error(line));
    console.error(`the test cluster is ready after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    console.log(`export KUBECONFIG=${kubeconfig}`);
  },
  async down(args) {
    await stopCluster();
    console.error('the test cluster is gone');
    if (args.includes('--all') && (await stopDocker())) console.error('the Docker daemon is stopped');
  },
  async reset() {
    await (await running()).reset();
    console.error('the test cluster is as new');
  },
  async status() {
    const { kubeconfig, kubectl } = await running();
    const { stdout, stderr } = await kubectl(['get', 'nodes', '-o', 'wide']);
    console.log(`running, kubeconfig ${kubeconfig}\n${stdout || stderr}`);
  },
  async kubeconfig() {
    console.log((await running()).kubeconfig);
  },
};

async function running() {
  const cluster = await findCluster();
  if (!cluster) throw new Error('the test cluster does not run; `node test/cluster/cli.ts up` starts it');
  return cluster;
}

const [name = '', ...args] = process.argv.slice(2);
const command = commands[name];
if (command) {
  try {
    await command(args);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && error.cause) console.error(String(error.cause));
    process.exitCode = 1;
  }
} else {
  console.error(usage);
  process.exitCode = 2;
}
