import { spawn, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeImageAsset } from '../cluster/assets/node-image.ts';
import { once, type Log } from '../cluster/assets/once.ts';
import { hasProgram } from '../cluster/assets/packages.ts';
import { kubernetesAsset } from '../cluster/assets/programs.ts';
import { cacheDir } from '../cluster/paths.ts';
import { mustRun, until } from '../cluster/process.ts';

/** etcd, kube-apiserver and kube-scheduler as processes of this machine; no controllers, no kubelets. */
export interface ControlPlane {
  etcd: string;
  apiserver: string;
  token: string;
  kubeconfig: string;
  stop(): Promise<void>;
}

const TOKEN = 'agreement';

/** Admission that would change or refuse what a case says: the scheduler is to see exactly what was written. */
const NO_ADMISSION = [
  'CertificateApproval',
  'CertificateSigning',
  'CertificateSubjectRestriction',
  'ClusterTrustBundleAttest',
  'DefaultIngressClass',
  'DefaultStorageClass',
  'DefaultTolerationSeconds',
  'LimitRanger',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionWebhook',
  'NamespaceLifecycle',
  'PersistentVolumeClaimResize',
  'PodSecurity',
  'Priority',
  'ResourceQuota',
  'RuntimeClass',
  'ServiceAccount',
  'StorageObjectInUseProtection',
  'TaintNodesByCondition',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionWebhook',
].join(',');

/** The default profile; only the client's own speed limits are lifted. */
const schedulerConfig = (kubeconfig: string): string =>
  JSON.stringify({
    apiVersion: 'kubescheduler.config.k8s.io/v1',
    kind: 'KubeSchedulerConfiguration',
    clientConnection: { kubeconfig, qps: 5000, burst: 10_000 },
    leaderElection: { leaderElect: false },
  });

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      (server) =>
        new Promise<number>((resolve, reject) => {
          server.on('error', reject);
          server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
        }),
    ),
  );
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** etcd of this machine, or the one in the test cluster's node image. */
async function etcdProgram(log: Log): Promise<string> {
  if (await hasProgram('etcd')) return 'etcd';
  const image = await once(await nodeImageAsset(), log);
  const folder = join(cacheDir, 'etcd');
  const program = join(folder, 'usr/bin/etcd');
  if (!existsSync(program)) {
    await mustRun('mkdir', ['-p', folder]);
    await mustRun('tar', ['-xf', join(image, 'rootfs.tar'), '-C', folder, './usr/bin/etcd']);
  }
  return program;
}

/** What a program may take of the memory before it collects its garbage more often: an API server full of pods would take it all. */
const MEMORY: Record<string, string> = { etcd: '2GiB', 'kube-apiserver': '9GiB' };

/** Starts a program that runs until it is stopped; its output goes to a file of the folder. */
function keep(folder: string, program: string, args: string[]): ChildProcess {
  const name = program.split('/').at(-1) ?? program;
  const out = openSync(join(folder, `${name}.log`), 'a');
  const GOMEMLIMIT = MEMORY[name] ?? 'off';
  const env = { ...process.env, ETCD_UNSUPPORTED_ARCH: process.arch, GOGC: '200', GOMEMLIMIT };
  return spawn(program, args, { stdio: ['ignore', out, out], env });
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGKILL');
  return gone;
}

async function writeCredentials(folder: string, apiserver: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(folder, 'service-account.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  await writeFile(join(folder, 'tokens.csv'), `${TOKEN},agreement,agreement,system:masters\n`);
  const kubeconfig = join(folder, 'kubeconfig');
  const entry = { name: 'agreement' };
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ ...entry, cluster: { server: apiserver, 'insecure-skip-tls-verify': true } }],
      users: [{ ...entry, user: { token: TOKEN } }],
      contexts: [{ ...entry, context: { cluster: 'agreement', user: 'agreement' } }],
      'current-context': 'agreement',
    }),
  );
  return kubeconfig;
}

function apiserverArgs(folder: string, etcd: string, port: number, eventTtl: string): string[] {
  const key = join(folder, 'service-account.key');
  return [
    `--etcd-servers=${etcd}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${port}`,
    `--cert-dir=${folder}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=AlwaysAllow',
    `--disable-admission-plugins=${NO_ADMISSION}`,
    '--service-cluster-ip-range=10.96.0.0/24',
    '--service-account-issuer=https://agreement.test',
    `--service-account-key-file=${key}`,
    `--service-account-signing-key-file=${key}`,
    '--allow-privileged=true',
    '--enable-priority-and-fairness=false',
    '--max-requests-inflight=0',
    '--max-mutating-requests-inflight=0',
    `--event-ttl=${eventTtl}`,
  ];
}

/** Whether a server answers with 200. */
const isWell = (url: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? httpsGet : httpGet;
    const headers = { authorization: `Bearer ${TOKEN}` };
    const request = get(url, { rejectUnauthorized: false, timeout: 2000, headers }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', reject);
  });

async function answers(what: string, url: string, log: string): Promise<void> {
  try {
    await until(what, { timeoutMs: 90_000, everyMs: 100 }, () => isWell(url));
  } catch (error) {
    const said = await readFile(log, 'utf8').catch(() => '');
    throw new Error(`${what} did not start:\n${said.slice(-2000)}`, { cause: error });
  }
}

/** Starts the programs on free loopback ports, in a folder of their own that goes with them; the scheduler only if it is wanted. */
export async function startControlPlane(
  log: Log,
  { scheduler: withScheduler = true, eventTtl = '1m' } = {},
): Promise<ControlPlane> {
  const [programs, etcdPath] = [await once(await kubernetesAsset(), log), await etcdProgram(log)];
  const [client = 0, peer = 0, secure = 0] = await freePorts(3);
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'k8sdoctor-agreement-'));
  const children: ChildProcess[] = [];

  let ending = false;
  const stop = async (): Promise<void> => {
    ending = true;
    await Promise.all(children.map(stopped));
    await rm(folder, { recursive: true, force: true });
  };
  const etcd = `http://127.0.0.1:${client}`;
  const apiserver = `https://127.0.0.1:${secure}`;
  const peers = `http://127.0.0.1:${peer}`;
  try {
    const data = [`--data-dir=${join(folder, 'etcd')}`, '--max-txn-ops=20000', '--quota-backend-bytes=8000000000'];
    const urls = [`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`, `--listen-peer-urls=${peers}`];
    const cluster = [`--initial-advertise-peer-urls=${peers}`, `--initial-cluster=default=${peers}`];
    const limits = ['--max-request-bytes=100000000', '--log-level=error'];
    children.push(keep(folder, etcdPath, [...data, ...urls, ...cluster, ...limits]));
    await answers('etcd', `${etcd}/health`, join(folder, 'etcd.log'));
    const kubeconfig = await writeCredentials(folder, apiserver);
    children.push(keep(folder, join(programs, 'kube-apiserver'), apiserverArgs(folder, etcd, secure, eventTtl)));
    await answers('kube-apiserver', `${apiserver}/readyz`, join(folder, 'kube-apiserver.log'));
    const config = join(folder, 'scheduler.json');
    await writeFile(config, schedulerConfig(kubeconfig));
    const schedule = (): void => {
      const scheduler = keep(folder, join(programs, 'kube-scheduler'), [`--config=${config}`, '--secure-port=0']);
      children.push(scheduler);
      // it ends itself when its cache meets pods that move as no real pod does; a new one has forgotten them
      scheduler.once('exit', () => void (ending || (log('kube-scheduler ended; starting it again'), schedule())));
    };
    if (withScheduler) schedule();
  } catch (error) {
    await stop();
    throw error;
  }
  return { etcd, apiserver, token: TOKEN, kubeconfig: join(folder, 'kubeconfig'), stop };
}
