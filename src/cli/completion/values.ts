import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ConnectOptions } from '../../kube/options.ts';
import type { Kind } from '../../model/objects.ts';
import { resources } from '../../model/resources.ts';
import type { Lang } from '../../model/text.ts';
import type { Values } from '../flags.ts';
import { packageRoot } from '../fixture.ts';
import { readingCommands } from '../commands/rbac.ts';
import { loadLibrary } from '../library.ts';
import { template } from '../../render/explain.ts';
import type { Line } from './line.ts';

/** One thing that can stand at the cursor. */
export interface Candidate {
  value: string;
  about?: string;
}

/** What to offer, and whether the shell shall offer files or folders instead. */
export interface Offer {
  candidates: Candidate[];
  paths?: 'files' | 'folders';
}

interface Asked {
  line: Line;
  lang: Lang;
  env: Record<string, string | undefined>;
}

const bare = (names: string[]): Offer => ({ candidates: names.map((value) => ({ value })) });

const last = ({ given }: Line, flag: string): string | undefined => given[flag]?.at(-1);

function connection({ line, env }: Asked): ConnectOptions {
  const flag = <K extends keyof ConnectOptions>(name: string, key: K) => {
    const value = last(line, name);
    return value === undefined ? {} : { [key]: value };
  };
  const groups = line.given['as-group'];
  return {
    env,
    ...flag('kubeconfig', 'kubeconfig'),
    ...flag('context', 'context'),
    ...flag('cluster', 'cluster'),
    ...flag('user', 'user'),
    ...flag('server', 'server'),
    ...flag('token', 'token'),
    ...flag('namespace', 'namespace'),
    ...flag('as', 'as'),
    ...(groups && { asGroup: groups }),
    ...(line.given['insecure-skip-tls-verify'] && { insecureSkipTlsVerify: true }),
    requestTimeout: '2s',
  };
}

/** Names on the cluster; none beside `--from`, which reads no cluster. */
async function live(kind: Kind, asked: Asked): Promise<Offer> {
  if (last(asked.line, 'from') !== undefined) return bare([]);
  const { namesOf } = await import('../../kube/names.ts');
  return bare(await namesOf(kind, connection(asked)));
}

async function configured(of: 'contexts' | 'clusters' | 'users', asked: Asked): Promise<Offer> {
  const { kubeconfigNames } = await import('../../kube/names.ts');
  return bare(await kubeconfigNames(of, connection(asked)));
}

async function causes({ line, lang }: Asked): Promise<Offer> {
  const { symptoms, playbooks } = await loadLibrary(line.given['playbooks']);
  return {
    candidates: [
      ...symptoms.map(({ id, title }) => ({ value: id, about: title[lang] })),
      ...playbooks.filter(({ when }) => when).map(({ id, title }) => ({ value: id, about: template(title[lang]) })),
    ],
  };
}

/** Ids, and the words people know them by. */
async function entries({ lang }: Asked): Promise<Offer> {
  const { symptoms, playbooks } = await loadLibrary();
  const all = [...symptoms, ...playbooks].map(({ id, title, words }) => ({ id, words, about: template(title[lang]) }));
  const known = new Map(all.flatMap(({ words = [], about }) => words.map((word) => [word, about] as const)));
  return {
    candidates: [
      ...all.map(({ id, about }) => ({ value: id, about })),
      ...[...known].map(([value, about]) => ({ value, about })),
    ],
  };
}

const ids = async ({ lang }: Asked): Promise<Offer> => ({
  candidates: (await loadLibrary()).playbooks.map(({ id, title }) => ({ value: id, about: template(title[lang]) })),
});

/** The recordings `demo` shows: fixtures that say where they were recorded. Parsing them all would be felt. */
async function cases(): Promise<Offer> {
  const folder = join(packageRoot(), 'fixtures');
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml'));
  const recorded = await Promise.all(
    files.map(async (file) => {
      const [, first = ''] =
        /^(?:found|clear):\n((?: .*\n|- .*\n)*)/m.exec(await readFile(join(folder, file), 'utf8')) ?? [];
      return /^[ -]{2,4}source:/m.test(first) ? [file.replace(/\.yaml$/, '').replaceAll('\\', '/')] : [];
    }),
  );
  return bare(recorded.flat().toSorted());
}

const playbookTarget = (asked: Asked): Offer | Promise<Offer> => {
  const [action] = asked.line.words;
  if (action === 'show') return ids(asked);
  return action === 'lint' || action === 'test' ? { candidates: [], paths: 'folders' } : bare([]);
};

const SOURCES: Record<Exclude<Values, string[] | Kind>, (asked: Asked) => Offer | Promise<Offer>> = {
  files: () => ({ candidates: [], paths: 'files' }),
  folders: () => ({ candidates: [], paths: 'folders' }),
  none: () => bare([]),
  contexts: (asked) => configured('contexts', asked),
  clusters: (asked) => configured('clusters', asked),
  users: (asked) => configured('users', asked),
  causes,
  entries,
  cases,
  playbooks: playbookTarget,
  readers: () => bare(readingCommands),
};

const isKind = (values: Exclude<Values, string[]>): values is Kind => Object.hasOwn(resources, values);

/** What can stand where these values are wanted. */
export const offer = async (values: Values, asked: Asked): Promise<Offer> => {
  if (Array.isArray(values)) return bare(values);
  return isKind(values) ? live(values, asked) : SOURCES[values](asked);
};
