import { setFlagsFromString } from 'node:v8';
import type { ScanProgress } from '../collect/scan.ts';
import { toSnapshot } from '../collect/build.ts';
import { DoctorError } from '../model/error.ts';
import type { Report } from '../model/finding.ts';
import type { Playbook } from '../model/playbook.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Text } from '../model/text.ts';
import type { Context } from './commands.ts';
import { loadLibrary } from './library.ts';
import { withProgress } from './progress.ts';
import type { ScanChoice, ScanFlags } from './scan-flags.ts';
import { connectTo, recordingFrom } from './source.ts';

const loadEngine = () => import('./scan-engine.ts');

/** What stays the same from scan to scan: the causes looked for, and what was left out of them. */
export interface Scanner {
  engine: Awaited<ReturnType<typeof loadEngine>>;
  playbooks: Playbook[];
  leftOut: Report['leftOut'];
  choice: ScanChoice;
  flags: ScanFlags;
  context: Context;
}

/** Makes a scanner; a wrong --only or --skip is told here, before anything is read. */
export async function scannerFor(flags: ScanFlags, choice: ScanChoice, context: Context): Promise<Scanner> {
  const [engine, library] = await Promise.all([loadEngine(), loadLibrary(flags.playbooks)]);
  const words = { only: flags.only ?? [], skip: flags.skip ?? [] };
  const playbooks = engine.choose(library.playbooks, words);
  return { engine, playbooks, leftOut: engine.leftOutBy(library.playbooks, words), choice, flags, context };
}

const progressWords = ({ objects, logs, logsOf }: ScanProgress): Text =>
  logsOf > 0
    ? { en: `reading logs: ${logs} of ${logsOf}`, zh: `正在读取日志：${logs}/${logsOf}` }
    : { en: `scanning: ${objects} objects read`, zh: `正在扫描：已读取 ${objects} 个对象` };

/** The newest V8 that is known to have the flag below; one without it would complain on stderr. */
const KNOWN_V8 = 14;

/**
 * Of a large cluster most of what is read stays until the end, so a young generation that grows with it only adds to the memory. V8 reads
 * this flag whenever it would grow (src/heap/new-spaces.cc).
 */
function keepYoungSmall(): void {
  if (Number.parseInt(process.versions.v8, 10) <= KNOWN_V8) setFlagsFromString('--semi-space-growth-factor=1');
}

async function look({ engine, playbooks, choice, flags, context }: Scanner): Promise<[Snapshot, string | undefined]> {
  if (flags.from) return [toSnapshot(await recordingFrom(flags.from, context.io)), flags.namespace];
  const [reader, kinds] = await Promise.all([connectTo(flags, context.io), engine.kindsFor(playbooks)]);
  const namespace = choice.all ? undefined : reader.namespace;
  keepYoungSmall();
  const begin = { en: 'scanning', zh: '正在扫描' };
  const collected = await withProgress(begin, context, (say) =>
    engine.collectScan(reader, {
      ...(namespace && { namespace }),
      kinds,
      maxLogs: choice.maxLogs,
      onProgress: (progress) => say(progressWords(progress)),
    }),
  );
  return [toSnapshot(collected), namespace];
}

/** Reads the cluster, or the recording, and diagnoses it. */
export async function scanOnce(scanner: Scanner): Promise<Report> {
  const [snapshot, namespace] = await look(scanner);
  const report = await scanner.engine.diagnoseScan(snapshot, namespace ? { namespace } : {}, scanner.playbooks);
  return scanner.leftOut ? { ...report, leftOut: scanner.leftOut } : report;
}

/** The place of a cluster that could not be read, in a report on several. */
const unreadable = (context: string, { text, hint }: DoctorError): Report => ({
  target: { kind: 'Cluster', namespace: '', name: context },
  verdict: 'unknown',
  unexplained: true,
  note: hint ? { en: `${text.en}; ${hint.en}`, zh: `${text.zh}；${hint.zh}` } : text,
  findings: [],
  scan: { pods: { ready: 0, total: 0 }, workloads: 0, namespaces: 0 },
  coverage: [],
  notSeen: [{ en: 'the whole cluster', zh: '整个集群' }],
  server: { kind: 'live', location: context, context },
  takenAt: new Date().toISOString(),
});

/** Scans several clusters at once; one that cannot be read has a report that says so, and costs the others nothing. */
export const scanEach = (scanner: Scanner): Promise<Report[]> =>
  Promise.all(
    scanner.choice.contexts.map(async (context) => {
      try {
        return await scanOnce({ ...scanner, flags: { ...scanner.flags, context } });
      } catch (error) {
        if (error instanceof DoctorError && error.code !== 'usage') return unreadable(context, error);
        throw error;
      }
    }),
  );
