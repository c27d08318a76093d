import { collectPods } from '../../collect/pod.ts';
import { toSnapshot } from '../../collect/build.ts';
import { DoctorError } from '../../model/error.ts';
import { nearest } from '../../model/near.ts';
import type { Pod } from '../../model/objects.ts';
import type { Snapshot } from '../../model/snapshot.ts';
import type { Context, Handler } from '../commands.ts';
import { exitCodeFor } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { withProgress } from '../progress.ts';
import { connectTo, recordingFrom, refuseBoth } from '../source.ts';

async function snapshotFor(
  name: string,
  flags: Flags,
  context: Context,
): Promise<{ snapshot: Snapshot; namespace: string | undefined }> {
  if (flags.from) {
    refuseBoth(flags);
    return { snapshot: toSnapshot(await recordingFrom(flags.from, context.io)), namespace: flags.namespace };
  }
  const reader = await connectTo(flags, context.io);
  const words = { en: `reading pod ${name} and what belongs to it`, zh: `正在读取 Pod ${name} 及相关对象` };
  const collected = await withProgress(words, context, () =>
    collectPods(reader, { namespace: reader.namespace, names: [name] }),
  );
  return { snapshot: toSnapshot(collected), namespace: reader.namespace };
}

/** The pod of that name; a recording may hold several namespaces, so the name alone must be enough or -n given. */
function pick(snapshot: Snapshot, name: string, namespace: string | undefined): Pod {
  const { pods } = snapshot.objects;
  const inReach = pods.filter(({ metadata }) => !namespace || metadata.namespace === namespace);
  const matching = inReach.filter(({ metadata }) => metadata.name === name);
  const [pod, another] = matching;
  if (pod && another) {
    const namespaces = matching.map(({ metadata }) => metadata.namespace).join(', ');
    throw new DoctorError(
      'usage',
      {
        en: `there is a pod ${name} in several namespaces: ${namespaces}`,
        zh: `多个命名空间中都有名为 ${name} 的 Pod：${namespaces}`,
      },
      { hint: { en: 'choose one with -n', zh: '请用 -n 指定其中一个' } },
    );
  }
  if (pod) return pod;
  const near = nearest(
    name,
    inReach.map(({ metadata }) => metadata.name),
  );
  const where = namespace ? `${namespace}/${name}` : name;
  throw new DoctorError(
    'not-found',
    { en: `no pod ${where} in ${snapshot.source.location}`, zh: `${snapshot.source.location} 中没有 Pod ${where}` },
    near.length ? { hint: { en: `there is: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` } } : {},
  );
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Loads what comes after reading while the server is busy answering: a piece at a time, so that answers are taken in between. */
async function warmUp(flags: Flags) {
  await turn(); // the first requests go out before
  await import('../../playbook/condition.ts');
  await turn();
  const { loadLibrary } = await import('../library.ts');
  const library = await loadLibrary(flags.playbooks);
  await turn();
  return { engine: await import('../engine.ts'), library };
}

/** `k8sdoctor pod NAME`. */
export const pod: Handler = async ([name], flags, context) => {
  if (!name) {
    throw new DoctorError(
      'usage',
      { en: 'which pod? give its name', zh: '要诊断哪个 Pod？请给出名称' },
      {
        hint: {
          en: 'k8sdoctor pod NAME -n NAMESPACE; kubectl get pods lists them',
          zh: 'k8sdoctor pod 名称 -n 命名空间；可用 kubectl get pods 列出',
        },
      },
    );
  }
  const reading = snapshotFor(name, flags, context);
  const [{ engine, library }, { snapshot, namespace }] = await Promise.all([warmUp(flags), reading]);
  const { playbooks } = library;
  const chosen = engine.choose(playbooks, { only: flags.only ?? [], skip: flags.skip ?? [] });
  const report = await engine.diagnosePod(snapshot, pick(snapshot, name, namespace), chosen);
  await engine.print(report, flags, context);
  return exitCodeFor(report, flags.failOn ?? 'error');
};
