import { toSnapshot } from '../../collect/build.ts';
import { collectFit } from '../../collect/fit.ts';
import { fitOf } from '../../fit/fit.ts';
import { readManifests, type Manifests, type Where } from '../../fit/manifest.ts';
import { claimsFor, podOf } from '../../fit/pods.ts';
import { claimNames } from '../../model/claims.ts';
import { DoctorError } from '../../model/error.ts';
import type { FitVerdict } from '../../model/fit.ts';
import type { Coverage, Snapshot } from '../../model/snapshot.ts';
import { renderFit } from '../../render/fit.ts';
import type { Context, Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import { plainFormat, type Flags } from '../flags.ts';
import { documentsIn, readSources } from '../manifests.ts';
import { useColor, widthOf } from '../output.ts';
import { withProgress } from '../progress.ts';
import { connectTo, recordingFrom, refuseBoth } from '../source.ts';
import { sayLedger } from '../verbose.ts';

/** The flags of `fit` beside those of every command. */
type FitFlags = Flags & { filename?: string[]; replicas?: string };

const usage = (en: string, zh: string): DoctorError =>
  new DoctorError(
    'usage',
    { en, zh },
    {
      hint: {
        en: 'k8sdoctor fit -f deployment.yaml [--replicas 5]',
        zh: 'k8sdoctor fit -f deployment.yaml [--replicas 5]',
      },
    },
  );

/** As many pods as --replicas says, of the one workload that has replicas. */
function withReplicas(manifests: Manifests, replicas: string | undefined): Manifests {
  if (replicas === undefined) return manifests;
  if (!/^\d{1,6}$/.test(replicas))
    throw usage(`--replicas ${replicas}: not a number of pods`, `--replicas ${replicas}：不是 Pod 数量`);
  const scalable = manifests.workloads.filter(({ kind }) => kind !== 'DaemonSet');
  if (scalable.length !== 1) {
    const names = scalable.map(({ kind, name }) => `${kind.toLowerCase()}/${name}`).join(', ');
    throw usage(
      scalable.length === 0 ? '--replicas: a DaemonSet has one pod a node' : `--replicas: for which of ${names}?`,
      scalable.length === 0 ? '--replicas：DaemonSet 每个节点一个 Pod' : `--replicas：针对 ${names} 中的哪一个？`,
    );
  }
  return {
    ...manifests,
    workloads: manifests.workloads.map((workload) =>
      workload.kind === 'DaemonSet' ? workload : { ...workload, replicas: Number(replicas) },
    ),
  };
}

function manifestsFrom(documents: unknown[], where: Where, replicas: string | undefined): Manifests {
  const manifests = readManifests(documents, where);
  if (manifests.workloads.length > 0) return withReplicas(manifests, replicas);
  const left = manifests.unknown.length > 0 ? `: ${manifests.unknown.join(', ')}` : '';
  throw new DoctorError(
    'input',
    { en: `no workload in the manifest that k8sdoctor knows${left}`, zh: `清单中没有 k8sdoctor 认识的工作负载${left}` },
    {
      hint: {
        en: 'known: Pod, Deployment, ReplicaSet, ReplicationController, StatefulSet, DaemonSet, Job, CronJob',
        zh: '支持：Pod、Deployment、ReplicaSet、ReplicationController、StatefulSet、DaemonSet、Job、CronJob',
      },
    },
  );
}

const HOW_IT_ENDED: Record<string, { code: 'denied' | 'server'; en: string; zh: string }> = {
  denied: { code: 'denied', en: 'no right to read nodes', zh: '没有读取节点的权限' },
  'not-recorded': { code: 'server', en: 'the recording holds no nodes', zh: '录制内容中没有节点' },
};

/** Without the nodes nothing can be said at all. */
function refuseBlind({ coverage, source }: Snapshot): void {
  const nodes = coverage.filter(({ subject }) => subject === 'nodes');
  const gap: Coverage | undefined = nodes.find(({ outcome }) => outcome !== 'read');
  if (nodes.length > 0 && !gap) return;
  const told = HOW_IT_ENDED[gap?.outcome ?? 'not-recorded'] ?? {
    code: 'server',
    en: 'the nodes could not be read',
    zh: '无法读取节点',
  };
  const { code, en, zh } = told;
  const why = gap?.detail ? `: ${gap.detail}` : '';
  throw new DoctorError(
    code,
    { en: `${source.location}: ${en}${why}`, zh: `${source.location}：${zh}${why}` },
    {
      hint:
        source.kind === 'live'
          ? { en: 'the role it takes: k8sdoctor rbac fit', zh: '所需角色见 k8sdoctor rbac fit' }
          : {
              en: 'record them: k8sdoctor snapshot -A -o DIR, or kubectl get nodes,pods -A -o json',
              zh: '请重新录制：k8sdoctor snapshot -A -o 目录，或 kubectl get nodes,pods -A -o json',
            },
    },
  );
}

interface Looked {
  snapshot: Snapshot;
  manifests: Manifests;
}

async function look(documents: unknown[], flags: FitFlags, context: Context): Promise<Looked> {
  const asked = flags.namespace;
  if (flags.from) {
    refuseBoth(flags);
    const manifests = manifestsFrom(documents, { namespace: asked ?? 'default', asked }, flags.replicas);
    return { manifests, snapshot: toSnapshot(await recordingFrom(flags.from, context.io)) };
  }
  const reader = await connectTo(flags, context.io);
  const manifests = manifestsFrom(documents, { namespace: reader.namespace, asked }, flags.replicas);
  const samples = manifests.workloads.flatMap((requested) => {
    const pod = podOf(requested, 0);
    return pod ? [{ pod, claims: claimsFor(requested, pod) }] : [];
  });
  const words = { en: 'reading nodes and what takes their room', zh: '正在读取节点及其占用情况' };
  const collected = await withProgress(words, context, () =>
    collectFit(reader, {
      namespaces: [...new Set(manifests.workloads.map(({ namespace }) => namespace))],
      claims: samples.some(({ pod, claims }) => claimNames(pod).length + claims.length > 0),
      runtimeClasses: samples.some(({ pod }) => pod.spec?.runtimeClassName),
    }),
  );
  return { manifests, snapshot: toSnapshot(collected) };
}

const CODES: Record<FitVerdict, number> = { fits: EXIT.clean, 'does-not-fit': EXIT.findings, unknown: EXIT.unreadable };

/** `k8sdoctor fit -f MANIFEST`: whether and where its pods would land, and how many more would. */
export const fit: Handler = async (_words, given, context) => {
  const flags = given as FitFlags;
  const { filename = [] } = flags;
  if (filename.length === 0) throw usage('which manifest? give it with -f', '要检查哪个清单？请用 -f 指定');
  if (flags.from === '-' && filename.includes('-')) {
    throw usage('-f - and --from - cannot both read standard input', '-f - 与 --from - 不能同时读取标准输入');
  }
  const { snapshot, manifests } = await look(
    await documentsIn(await readSources(filename, context.io)),
    flags,
    context,
  );
  refuseBlind(snapshot);
  const found = fitOf(snapshot, manifests);
  if (flags.verbose) sayLedger(found.coverage, context.io);
  if (!flags.quiet) {
    context.io.stdout.write(
      await renderFit(found, plainFormat(flags), {
        lang: context.lang,
        color: useColor(flags, context.io),
        width: widthOf(context.io),
        verbose: flags.verbose ?? false,
      }),
    );
  }
  return CODES[found.verdict];
};
