import { resolve } from 'node:path';
import { DoctorError } from '../model/error.ts';
import { kinds } from '../model/resources.ts';
import { list, num, obj, str } from '../model/shape.ts';
import type { ContainerLog, Coverage, ReadOutcome } from '../model/snapshot.ts';
import type { Kind } from '../model/objects.ts';
import { parseTime } from '../model/time.ts';
import type { Collected } from './build.ts';
import { decode, parseDocuments } from './documents.ts';
import { logAt, takeSections } from './recorded-logs.ts';
import { filesAt, filesOfBytes, type RecordingFile, type RecordingFiles } from './recording-files.ts';
import { add, kindOfFile, nothing, type Found } from './recorded-objects.ts';

const manifest = obj({
  takenAt: str,
  source: obj({ location: str, context: str, clockSkewSeconds: num }),
  coverage: list(obj({ subject: str, scope: str, outcome: str, count: num, detail: str })),
});

const OUTCOMES = new Set<string>([
  'read',
  'absent',
  'denied',
  'truncated',
  'failed',
  'not-recorded',
] satisfies ReadOutcome[]);
const SUBJECTS = new Set<string>([...kinds, 'logs']);

interface Gap {
  path: string;
  why: string;
}

async function stdin(): Promise<Buffer> {
  const { buffer } = await import('node:stream/consumers');
  return buffer(process.stdin);
}

function empty(location: string, why: { en: string; zh: string }): DoctorError {
  return new DoctorError(
    'input',
    { en: `${location}: ${why.en}`, zh: `${location}：${why.zh}` },
    {
      hint: {
        en: 'expected: kubectl get pods,events,nodes -o json, kubectl cluster-info dump, or k8sdoctor snapshot',
        zh: '可用的内容：kubectl get pods,events,nodes -o json、kubectl cluster-info dump 或 k8sdoctor snapshot 的输出',
      },
    },
  );
}

interface Contents {
  found: Found;
  logs: ContainerLog[];
  gaps: Gap[];
}

async function readFile({ path, data }: RecordingFile, root: string, into: Contents): Promise<void> {
  const text = decode(data);
  if (/\.log$/i.test(path)) {
    const log = logAt(resolve(root, path).replaceAll('\\', '/'), text);
    if (log) into.logs.push(log);
    return;
  }
  const { logs, rest } = takeSections(text);
  into.logs.push(...logs);
  if (/\.txt$/i.test(path) && !/^\s*[{[]/.test(rest)) return;
  for (const document of await parseDocuments(rest, path)) add(document, into.found);
}

async function readAll({ files, unreadable, single }: RecordingFiles, root: string): Promise<Contents> {
  const contents: Contents = { found: nothing(), logs: [], gaps: [...unreadable] };
  let broken: DoctorError | undefined;
  for (const file of files) {
    try {
      await readFile(file, root, contents);
    } catch (error) {
      if (!(error instanceof DoctorError) || single) throw error;
      broken ??= error;
      contents.gaps.push({ path: file.path, why: error.message });
    }
  }
  if (broken && Object.keys(contents.found.objects).length === 0) throw broken;
  return contents;
}

function ledgerOf({ found, logs, gaps }: Contents, location: string): Coverage[] {
  const ofKinds = kinds.map((subject): Coverage => {
    const count = found.objects[subject]?.length ?? 0;
    if (found.partial.has(subject))
      return {
        subject,
        scope: location,
        outcome: 'truncated',
        count,
        detail: 'the list goes on: it was saved in part',
      };
    const outcome = count > 0 || found.listed.has(subject) ? 'read' : 'not-recorded';
    return { subject, scope: location, outcome, ...(outcome === 'read' && { count }) };
  });
  const ofLogs: Coverage = {
    subject: 'logs',
    scope: location,
    outcome: logs.length > 0 ? 'read' : 'not-recorded',
    count: logs.length,
  };
  return [...ofKinds, ofLogs, ...gaps.map(gapEntry)];
}

/** A file that cannot be read may hold anything; its name says what most likely. */
const gapEntry = ({ path, why }: Gap): Coverage => ({
  subject: /\.log$|logs\.txt$/.test(path) ? 'logs' : (kindOfFile(path) ?? 'pods'),
  scope: path,
  outcome: 'truncated',
  detail: why,
});

/** The ledger a snapshot of our own carries; entries that are none are left out. */
function ownLedger(found: Found): { takenAt?: string; context?: string; skew?: number; coverage?: Coverage[] } {
  const own = found.manifests.map((document) => manifest(document)).find(Boolean);
  if (!own) return {};
  const { context, clockSkewSeconds: skew } = own.source ?? {};
  const coverage = own.coverage?.flatMap(({ subject = '', scope = '', outcome = '', count, detail }): Coverage[] =>
    SUBJECTS.has(subject) && OUTCOMES.has(outcome)
      ? [
          {
            subject: subject as Kind | 'logs',
            scope,
            outcome: outcome as ReadOutcome,
            ...(count !== undefined && { count }),
            ...(detail && { detail }),
          },
        ]
      : [],
  );
  return {
    ...(parseTime(own.takenAt) !== undefined && own.takenAt && { takenAt: own.takenAt }),
    ...(context && { context }),
    ...(skew !== undefined && { skew }),
    ...(coverage && { coverage }),
  };
}

/** Logs of pods that are in the recording; any other `.log` file lies there by chance. */
function logsOfPods({ found, logs }: Contents): ContainerLog[] {
  const pods = new Set(
    (found.objects.pods ?? []).map((pod) => {
      const { namespace, name } =
        (pod as { metadata?: { namespace?: unknown; name?: unknown } } | null)?.metadata ?? {};
      return `${String(namespace)}/${String(name)}`;
    }),
  );
  return logs.filter(({ namespace, pod }) => pods.has(`${namespace}/${pod}`));
}

/**
 * Reads a recording for `--from`: objects as JSON or YAML in a file, a directory or standard input (`-`), the output of
 * `kubectl cluster-info dump`, or a snapshot of our own, also as .tgz.
 */
export async function loadRecording(path: string, readStdin: () => Promise<Buffer> = stdin): Promise<Collected> {
  const location = path === '-' ? 'stdin' : path;
  const files = path === '-' ? await filesOfBytes(await readStdin(), location) : await filesAt(path);
  if (files.files.every(({ data }) => data.length === 0))
    throw empty(location, { en: 'nothing in it', zh: '没有内容' });
  const contents = await readAll(files, path === '-' || files.single ? '.' : path);
  const { found, gaps } = contents;
  const own = ownLedger(found);
  if (Object.keys(found.objects).length === 0 && found.listed.size === 0 && !own.coverage) {
    throw empty(location, { en: 'no Kubernetes objects in it', zh: '其中没有 Kubernetes 对象' });
  }
  const logs = logsOfPods(contents);
  return {
    takenAt: own.takenAt ?? new Date(found.newest).toISOString().replace('.000Z', 'Z'),
    source: {
      kind: 'recording',
      location,
      ...(own.context && { context: own.context }),
      ...(own.skew !== undefined && { clockSkewSeconds: own.skew }),
    },
    objects: found.objects,
    logs,
    coverage: own.coverage ? [...own.coverage, ...gaps.map(gapEntry)] : ledgerOf({ ...contents, logs }, location),
  };
}
