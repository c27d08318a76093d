import { DoctorError } from '../model/error.ts';
import { nearest } from '../model/near.ts';
import { shapes, type AnyObject, type Kind } from '../model/objects.ts';
import type { ReadResult } from '../model/reader.ts';
import { resources } from '../model/resources.ts';
import type { Shape } from '../model/shape.ts';
import type { Text } from '../model/text.ts';

/** Where an object was looked for, in words and as kubectl's flag; nothing for a cluster-scoped kind. */
function placeOf(kind: Kind, namespace: string) {
  if (!resources[kind].namespaced) return { en: '', zh: '', flag: '', path: '' };
  return {
    en: ` in namespace ${namespace}`,
    zh: `命名空间 ${namespace} 中`,
    flag: ` -n ${namespace}`,
    path: `${namespace}/`,
  };
}

/** Why the very thing asked about could not be read: the diagnosis ends here. */
export function unreadable(
  { outcome, detail = outcome }: ReadResult,
  kind: Kind,
  namespace: string,
  what: string,
): DoctorError {
  const { kind: singular } = resources[kind];
  const { en, zh, flag, path } = placeOf(kind, namespace);
  if (outcome === 'denied') {
    return new DoctorError(
      'denied',
      {
        en: `no right to read ${kind}${en}: ${detail}`,
        zh: `无权读取${zh && `${zh}的`} ${singular}：${detail}`,
      },
      {
        hint: {
          en: `see what is allowed: kubectl auth can-i get ${kind}${flag}`,
          zh: `查看权限：kubectl auth can-i get ${kind}${flag}`,
        },
      },
    );
  }
  return new DoctorError(
    'server',
    {
      en: `${singular.toLowerCase()} ${path}${what} could not be read: ${detail}`,
      zh: `无法读取 ${singular} ${path}${what}：${detail}`,
    },
    {
      hint: {
        en: 'try again; kubectl get --raw /readyz shows the state of the API server',
        zh: '请重试；kubectl get --raw /readyz 可查看 API server 状态',
      },
    },
  );
}

/** What to try instead of a name that is not there. */
function instead(kind: Kind, namespace: string, name: string, { items, outcome }: ReadResult): Text {
  const { kind: singular, namespaced } = resources[kind];
  const shape = shapes[kind] as Shape<AnyObject>;
  const names = items.flatMap((item) => shape(item)?.metadata.name ?? []).toSorted();
  const near = nearest(name, names);
  const { flag } = placeOf(kind, namespace);
  if (outcome === 'read' && names.length === 0 && namespaced) {
    return {
      en: `namespace ${namespace} has no ${kind} at all: choose another with -n`,
      zh: `命名空间 ${namespace} 中没有任何 ${singular}：请用 -n 指定其他命名空间`,
    };
  }
  if (near.length > 0) return { en: `there is: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` };
  const other = namespaced
    ? { en: '; -n chooses another namespace', zh: '；-n 可指定其他命名空间' }
    : { en: '', zh: '' };
  return {
    en: `kubectl get ${kind}${flag} lists them${other.en}`,
    zh: `kubectl get ${kind}${flag} 可列出全部${other.zh}`,
  };
}

/** A 404 that names those the user may have meant. */
export function notFound(kind: Kind, namespace: string, name: string, all: ReadResult): DoctorError {
  const { kind: singular } = resources[kind];
  const { en, zh } = placeOf(kind, namespace);
  return new DoctorError(
    'not-found',
    {
      en: `no ${singular.toLowerCase()} ${name}${en}`,
      zh: zh ? `${zh}没有 ${singular} ${name}` : `没有名为 ${name} 的 ${singular}`,
    },
    { hint: instead(kind, namespace, name, all) },
  );
}
