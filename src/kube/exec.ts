import { spawn } from 'node:child_process';
import { isatty } from 'node:tty';
import { DoctorError } from '../model/error.ts';
import { obj, str } from '../model/shape.ts';
import type { Text } from '../model/text.ts';
import type { ClusterEntry, ExecEntry } from './kubeconfig-file.ts';

/** What an exec plugin gave us. */
export interface ExecCredential {
  token?: string;
  certificate?: string;
  key?: string;
  /** When it runs out, in milliseconds since the epoch. */
  expires?: number;
}

const answer = obj({
  apiVersion: str,
  kind: str,
  status: obj({ token: str, clientCertificateData: str, clientKeyData: str, expirationTimestamp: str }),
});

/** Plugins that want a person at the terminal (a browser login) may take minutes; none may hang for ever. */
const LONGEST = 300_000;

function failed(command: string, why: Text, hint: string | undefined, cause?: unknown): DoctorError {
  return new DoctorError(
    'unauthorized',
    { en: `credential plugin ${command}: ${why.en}`, zh: `凭据插件 ${command}：${why.zh}` },
    {
      hint: hint
        ? { en: hint, zh: hint }
        : {
            en: `run ${command} by hand to see what it wants; log in again if it says so`,
            zh: `请手动运行 ${command} 查看原因；如有提示请重新登录`,
          },
      cause,
    },
  );
}

/** What the plugin is told. Source: client-go plugin/pkg/client/auth/exec/exec.go, refreshCredsLocked. */
function execInfo(entry: ExecEntry, cluster: ClusterEntry, interactive: boolean): string {
  return JSON.stringify({
    kind: 'ExecCredential',
    apiVersion: entry.apiVersion ?? 'client.authentication.k8s.io/v1',
    spec: {
      ...(entry.provideClusterInfo && {
        cluster: {
          server: cluster.server,
          ...(cluster['tls-server-name'] && { 'tls-server-name': cluster['tls-server-name'] }),
          ...(cluster['insecure-skip-tls-verify'] && { 'insecure-skip-tls-verify': true }),
          ...(cluster['certificate-authority-data'] && {
            'certificate-authority-data': cluster['certificate-authority-data'],
          }),
        },
      }),
      interactive,
    },
  });
}

interface Ran {
  stdout: string;
  stderr: string;
  code: number | string | null;
  error?: NodeJS.ErrnoException;
}

function run(
  entry: ExecEntry,
  command: string,
  env: Record<string, string | undefined>,
  interactive: boolean,
): Promise<Ran> {
  return new Promise((done) => {
    // a device code or a prompt must reach the person at the terminal
    const [input, errors] = interactive ? (['inherit', 'inherit'] as const) : (['ignore', 'pipe'] as const);
    const child = spawn(command, entry.args ?? [], { env, stdio: [input, 'pipe', errors], timeout: LONGEST });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (data: string) => (stdout = (stdout + data).slice(0, 1_000_000)));
    child.stderr?.setEncoding('utf8').on('data', (data: string) => (stderr = (stderr + data).slice(-4000)));
    child.on('error', (error: NodeJS.ErrnoException) => done({ stdout, stderr, code: null, error }));
    child.on('close', (code, signal) => done({ stdout, stderr, code: code ?? signal }));
  });
}

function parse(stdout: string, entry: ExecEntry, command: string): ExecCredential {
  let parsed: unknown;
  try {
    parsed = JSON.parse(stdout);
  } catch (error) {
    throw failed(
      command,
      { en: 'printed no ExecCredential (not JSON)', zh: '没有输出 ExecCredential（不是 JSON）' },
      undefined,
      error,
    );
  }
  const credential = answer(parsed);
  if (entry.apiVersion && credential?.apiVersion && credential.apiVersion !== entry.apiVersion) {
    const [wanted, got] = [entry.apiVersion, credential.apiVersion];
    throw failed(
      command,
      { en: `configured for ${wanted}, printed ${got}`, zh: `配置为 ${wanted}，但输出的是 ${got}` },
      undefined,
    );
  }
  const {
    token,
    clientCertificateData: certificate,
    clientKeyData: key,
    expirationTimestamp,
  } = credential?.status ?? {};
  if (!token && !(certificate && key)) {
    throw failed(command, { en: 'gave no token and no certificate', zh: '没有给出 token 或证书' }, undefined);
  }
  const expires = Date.parse(expirationTimestamp ?? '');
  return {
    ...(token && { token }),
    ...(certificate && key && { certificate, key }),
    ...(!Number.isNaN(expires) && { expires }),
  };
}

/** Runs the kubeconfig's credential plugin (aws, gke-gcloud-auth-plugin, kubelogin …) as kubectl does. */
export async function execCredential(
  entry: ExecEntry,
  cluster: ClusterEntry,
  env: Record<string, string | undefined>,
): Promise<ExecCredential> {
  const { command } = entry;
  if (!command) throw failed('?', { en: 'the kubeconfig names no command', zh: 'kubeconfig 未指定命令' }, undefined);
  const interactive = entry.interactiveMode !== 'Never' && isatty(0) && isatty(2);
  const own = Object.fromEntries((entry.env ?? []).flatMap(({ name, value }) => (name ? [[name, value ?? '']] : [])));
  const info = { KUBERNETES_EXEC_INFO: execInfo(entry, cluster, interactive) };
  const { stdout, stderr, code, error } = await run(entry, command, { ...env, ...own, ...info }, interactive);
  if (error?.code === 'ENOENT')
    throw failed(command, { en: 'not found', zh: '找不到该程序' }, entry.installHint, error);
  if (error) throw failed(command, { en: error.message, zh: error.message }, entry.installHint, error);
  if (code !== 0) {
    const last = stderr.trim().split('\n').at(-1)?.slice(0, 300);
    throw failed(
      command,
      { en: `failed (${code})${last ? `: ${last}` : ''}`, zh: `执行失败（${code}）${last ? `：${last}` : ''}` },
      undefined,
    );
  }
  return parse(stdout, entry, command);
}
