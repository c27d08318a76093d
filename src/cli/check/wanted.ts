import { ruledByWord, ruledResources, tabled, type Resource } from '../../check/resource.ts';
import { DoctorError } from '../../model/error.ts';
import { nearest } from '../../model/near.ts';
import { kindOf, kindOfAlias } from '../../model/resources.ts';
import { obj, str } from '../../model/shape.ts';

/** A kind as it was named: known, or to be asked of the API server. */
export type NamedKind = { resource: Resource } | { word: string } | { apiVersion: string; kind: string };

/** One object a person wants checked. */
export interface Wanted {
  of: NamedKind;
  name: string;
  /** Absent: the namespace of the command line. */
  namespace?: string;
  /** As it was written, for messages. */
  words: string;
}

const examples = {
  en: 'for example: check deployment/web, check -f web.yaml, check -l app=web, check --all',
  zh: '例如：check deployment/web、check -f web.yaml、check -l app=web、check --all',
};

function namedKind(word: string): NamedKind {
  const kind = kindOfAlias(word);
  if (kind) return { resource: tabled(kind) };
  const resource = ruledByWord(word);
  if (resource) return { resource };
  if (word.includes('.')) return { word };
  const near = nearest(
    word.toLowerCase(),
    ruledResources.map((known) => known.kind.toLowerCase()),
  );
  throw new DoctorError(
    'usage',
    { en: `${word}: no such kind`, zh: `${word}：没有这种资源类型` },
    {
      hint: near.length
        ? { en: `there is: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` }
        : {
            en: 'a custom kind is written with its group: widgets.example.com/NAME',
            zh: '自定义资源请带上 API 组：widgets.example.com/名称',
          },
    },
  );
}

/** What words name: `KIND/NAME …`, or `KIND NAME …` as kubectl takes it. Throws DoctorError for what names nothing. */
export function wantedByWords(words: string[]): Wanted[] {
  const [first = '', ...rest] = words;
  if (words.length === 0) return [];
  if (!first.includes('/')) {
    if (rest.length > 0 && rest.every((name) => !name.includes('/'))) {
      const of = namedKind(first);
      return rest.map((name) => ({ of, name, words: `${first}/${name}` }));
    }
    throw new DoctorError(
      'usage',
      { en: `${first}: which object? write KIND/NAME`, zh: `${first}：哪个对象？请写成 类型/名称` },
      { hint: examples },
    );
  }
  return words.map((word) => {
    const [kind = '', name = '', ...more] = word.split('/');
    if (kind && name && more.length === 0) return { of: namedKind(kind), name, words: word };
    throw new DoctorError('usage', { en: `${word}: no target`, zh: `${word}：无法识别的目标` }, { hint: examples });
  });
}

const head = obj({ apiVersion: str, kind: str, metadata: obj({ name: str, namespace: str }) });

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const DEEPEST = 3;

/** The objects of a document: itself, or the items of a `List`. */
function flatten(document: unknown, depth = 0): unknown[] {
  if (!isRecord(document) || depth > DEEPEST) return [];
  const { kind, items } = document;
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items)
    ? items.flatMap((item) => flatten(item, depth + 1))
    : [document];
}

/** What manifests name. One without a name cannot be looked up: the server would choose it. */
export function wantedByManifests(documents: unknown[]): Wanted[] {
  const wanted = documents
    .flatMap((document) => flatten(document))
    .map((document): Wanted => {
      const { apiVersion, kind, metadata } = head(document) ?? {};
      if (!apiVersion || !kind || !metadata?.name) {
        throw new DoctorError(
          'input',
          {
            en: `a manifest object has no ${!apiVersion || !kind ? 'apiVersion and kind' : `metadata.name (${kind})`}`,
            zh: `清单中有对象缺少 ${!apiVersion || !kind ? 'apiVersion 和 kind' : `metadata.name（${kind}）`}`,
          },
          {
            hint: {
              en: 'with generateName only the server knows the name: check it by KIND/NAME or -l',
              zh: '使用 generateName 时名称由服务器生成：请用 类型/名称 或 -l 检查',
            },
          },
        );
      }
      const known = kindOf(apiVersion, kind);
      const { namespace } = metadata;
      const resource = known
        ? tabled(known)
        : ruledResources.find((one) => one.kind === kind && one.apiVersion === apiVersion);
      return {
        of: resource ? { resource } : { apiVersion, kind },
        name: metadata.name,
        ...(namespace && { namespace }),
        words: `${kind.toLowerCase()}/${metadata.name}`,
      };
    });
  if (wanted.length > 0) return wanted;
  throw new DoctorError(
    'input',
    { en: 'the manifests hold no object', zh: '清单中没有任何对象' },
    { hint: { en: 'an empty input passes no gate', zh: '空输入不能通过检查' } },
  );
}

/** Words that choose nothing, or too much. */
export const noTargets = (): DoctorError =>
  new DoctorError('usage', { en: 'check what?', zh: '要检查什么？' }, { hint: examples });
