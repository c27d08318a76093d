import { DoctorError } from '../model/error.ts';
import { nearest } from '../model/near.ts';
import type { AnyObject, Pod } from '../model/objects.ts';
import { resources } from '../model/resources.ts';
import { podsNamed, type Selected, type Selection, type WorkloadName } from '../model/selection.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Flags } from './flags.ts';

/** The selection that words and flags name. Throws DoctorError when they contradict each other or name nothing. */
export function selectionOf(words: string[], { selector, all }: Flags): Selection {
  const names = words.map((word) => word.replace(/^(?:po|pods?)\//i, ''));
  const given = [names.length > 0, selector !== undefined, all === true].filter(Boolean).length;
  if (given === 1) return selector !== undefined ? { labelSelector: selector } : all ? { all: true } : { names };
  throw new DoctorError(
    'usage',
    given === 0
      ? { en: 'which pod? give its name', zh: '要诊断哪个 Pod？请给出名称' }
      : { en: 'names, -l and --all exclude each other', zh: '名称、-l 与 --all 不能同时使用' },
    {
      hint: {
        en: 'k8sdoctor pod NAME -n NAMESPACE, pod -l app=web, or pod --all; kubectl get pods lists them',
        zh: 'k8sdoctor pod 名称 -n 命名空间，或 pod -l app=web、pod --all；可用 kubectl get pods 列出',
      },
    },
  );
}

/** The one object that a selection names, which is no pod. */
const namedBy = (selection: Selection): WorkloadName | undefined =>
  'owner' in selection ? selection.owner : 'object' in selection ? selection.object : undefined;

/** A selection as a person would type it. */
export function wordsOf(selection: Selection): string {
  if ('names' in selection) return selection.names.join(', ');
  if ('labelSelector' in selection) return `-l ${selection.labelSelector}`;
  const named = namedBy(selection);
  return named ? `${resources[named.kind].kind.toLowerCase()}/${named.name}` : '--all';
}

/** What was read, and the namespace the selection is about; a recording may hold several. */
export interface Looked {
  snapshot: Snapshot;
  namespace: string | undefined;
}

const namespacesOf = (objects: AnyObject[]): string[] => [
  ...new Set(objects.map(({ metadata }) => metadata.namespace)),
];

/** One name in several namespaces of a recording: which one is meant must be said. */
export function refuseAmbiguous(selection: Selection, { pods, workloads, objects = [] }: Selected): void {
  const named = namedBy(selection);
  const tops = [...workloads, ...objects].filter(({ object }) => object.metadata.name === named?.name);
  const namespaces = namespacesOf(named ? tops.map(({ object }) => object) : pods);
  const [name = ''] = 'names' in selection ? selection.names : [];
  const ambiguous = named !== undefined || ('names' in selection && selection.names.length === 1);
  if (!ambiguous || namespaces.length < 2) return;
  const what = named ? wordsOf(selection) : `pod ${name}`;
  throw new DoctorError(
    'usage',
    {
      en: `there is a ${what} in several namespaces: ${namespaces.join(', ')}`,
      zh: `多个命名空间中都有 ${what}：${namespaces.join(', ')}`,
    },
    { hint: { en: 'choose one with -n', zh: '请用 -n 指定其中一个' } },
  );
}

/** What a name of a selection stands for nowhere in a recording: the first such name is told, with those it may mean. */
export function refuseMissing(
  selection: Selection,
  { snapshot, namespace: wanted }: Looked,
  { workloads, objects = [] }: Selected,
): void {
  const named = namedBy(selection);
  const kind = named?.kind ?? 'pods';
  const namespace = resources[kind].namespaced ? wanted : undefined;
  const inReach = (snapshot.objects[kind] as AnyObject[]).filter(
    ({ metadata }) => !namespace || metadata.namespace === namespace,
  );
  const missing = named
    ? workloads.length + objects.length === 0 && named.name
    : 'names' in selection && selection.names.find((name) => podsNamed(name, inReach as Pod[]).length === 0);
  if (!missing) return;
  const near = nearest(
    missing,
    inReach.map(({ metadata }) => metadata.name),
  );
  const singular = resources[kind].kind;
  const where = namespace ? `${namespace}/${missing}` : missing;
  const { location } = snapshot.source;
  throw new DoctorError(
    'not-found',
    {
      en: `no ${singular.toLowerCase()} ${where} in ${location}`,
      zh: `${location} 中没有 ${singular} ${where}`,
    },
    near.length ? { hint: { en: `there is: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` } } : {},
  );
}
