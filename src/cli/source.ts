import type { Collected } from '../collect/build.ts';
import type { ConnectOptions } from '../kube/options.ts';
import { DoctorError } from '../model/error.ts';
import type { ClusterReader } from '../model/reader.ts';
import type { Flags } from './flags.ts';
import type { Io } from './io.ts';

/** A connection to the cluster the flags name; each request is told to stderr under -v. */
export async function connectTo(flags: Flags, io: Io): Promise<ClusterReader> {
  const { connect } = await import('../kube/connect.ts');
  return connect(await connectOptions(flags, io));
}

/** kubectl's connection flags as the connection takes them. */
export async function connectOptions(flags: Flags, io: Io): Promise<ConnectOptions> {
  const { kubeconfig, context, cluster, user, server, token, namespace, as, asGroup, requestTimeout } = flags;
  return {
    ...(kubeconfig && { kubeconfig }),
    ...(context && { context }),
    ...(cluster && { cluster }),
    ...(user && { user }),
    ...(server && { server }),
    ...(token && { token }),
    ...(namespace && { namespace }),
    ...(as && { as }),
    ...(asGroup && { asGroup }),
    ...(requestTimeout && { requestTimeout }),
    ...(flags.insecureSkipTlsVerify && { insecureSkipTlsVerify: true }),
    ...(flags.verbose && {
      onRequest: (await import('./verbose.ts')).sayRequest(io),
    }),
  };
}

/** All of standard input. */
export async function readAll(stdin: Io['stdin']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** The recording that --from names. */
export async function recordingFrom(path: string, io: Io): Promise<Collected> {
  const { loadRecording } = await import('../collect/load.ts');
  return loadRecording(path, () => readAll(io.stdin));
}

/** Refuses flags that only make sense with a cluster beside --from, so that nobody believes they had an effect. */
export function refuseBoth(flags: Flags): void {
  const both = (['kubeconfig', 'context', 'cluster', 'user', 'server', 'token', 'as'] as const).find(
    (flag) => flags[flag],
  );
  if (!flags.from || !both) return;
  throw new DoctorError(
    'usage',
    { en: `--from and --${both} exclude each other`, zh: `--from 与 --${both} 不能同时使用` },
    { hint: { en: 'a recording is read without a cluster', zh: '读取录制内容时不会访问集群' } },
  );
}
