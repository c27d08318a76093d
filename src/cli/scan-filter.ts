import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { ignoring, knownOf, onlyNew } from '../diagnose/filter.ts';
import { DoctorError } from '../model/error.ts';
import type { KnownFinding } from '../model/filtered.ts';
import type { Report } from '../model/finding.ts';
import { list, obj, str } from '../model/shape.ts';
import type { ScanFlags } from './scan-flags.ts';

const DEFAULT_IGNORE = '.k8sdoctor-ignore.yaml';

const isAbsent = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT';

const unusable = (path: string, why: { en: string; zh: string }, hint: { en: string; zh: string }): DoctorError =>
  new DoctorError('input', { en: `${path}: ${why.en}`, zh: `${path}：${why.zh}` }, { hint });

const BASELINE_HINT = {
  en: 'make one with k8sdoctor scan --save-baseline FILE; the output of scan -o json serves as well',
  zh: '可用 k8sdoctor scan --save-baseline 文件 生成；scan -o json 的输出也可以',
};

async function textOf(path: string, hint: { en: string; zh: string }): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const why = isAbsent(error)
      ? { en: 'no such file', zh: '文件不存在' }
      : { en: `cannot be read (${(error as Error).message})`, zh: `无法读取（${(error as Error).message}）` };
    throw unusable(path, why, hint);
  }
}

const baseline = obj({
  apiVersion: str,
  kind: str,
  findings: list(
    obj({
      fingerprint: str,
      id: str,
      severity: str,
      title: str,
      target: obj({ kind: str, namespace: str, name: str }),
    }),
  ),
});

const SEVERITIES = ['error', 'warning', 'info'] as const;

async function readBaseline(path: string): Promise<KnownFinding[]> {
  const text = await textOf(path, BASELINE_HINT);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw unusable(path, { en: 'not a baseline: no JSON', zh: '不是基线文件：不是 JSON' }, BASELINE_HINT);
  }
  const found = baseline(content);
  if (!found?.findings || !/^k8sdoctor\/v1$/.test(found.apiVersion ?? '')) {
    throw unusable(path, { en: 'not a baseline', zh: '不是基线文件' }, BASELINE_HINT);
  }
  return found.findings.flatMap(({ fingerprint, id = '', severity, title = '', target }): KnownFinding[] => {
    const { kind = '', namespace = '', name = '' } = target ?? {};
    if (!fingerprint) return [];
    const known = SEVERITIES.find((one) => one === severity) ?? 'error';
    return [{ fingerprint, id, severity: known, title, target: { kind, namespace, name } }];
  });
}

async function readIgnore({ ignoreFile }: ScanFlags) {
  const { parseIgnoreFile } = await import('./ignore-file.ts');
  if (ignoreFile) {
    const hint = { en: 'give --ignore-file a YAML file', zh: '请用 --ignore-file 指定一个 YAML 文件' };
    return parseIgnoreFile(ignoreFile, await textOf(ignoreFile, hint));
  }
  try {
    return await parseIgnoreFile(DEFAULT_IGNORE, await readFile(DEFAULT_IGNORE, 'utf8'));
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

/** Takes out of a report what the user does not want to be told. */
export type Filter = (report: Report) => Report;

/** The filter that --ignore-file and --only-new ask for. Throws DoctorError for a file that is none. */
export async function filterFor(flags: ScanFlags): Promise<Filter> {
  const rules = await readIgnore(flags);
  const known = flags.onlyNew === undefined ? undefined : await readBaseline(flags.onlyNew);
  return (report) => {
    const kept = rules.length > 0 ? ignoring(report, rules) : report;
    return known ? onlyNew(kept, known) : kept;
  };
}

/** Writes down what a scan found; never half of it. */
export async function saveBaseline({ findings, target, takenAt }: Report, path: string): Promise<void> {
  const { kind, namespace, name } = target;
  const content = {
    apiVersion: 'k8sdoctor/v1',
    kind: 'Baseline',
    takenAt,
    target: { kind, namespace, name },
    findings: findings.map(knownOf),
  };
  const temporary = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await writeFile(temporary, `${JSON.stringify(content, null, 2)}\n`);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    const { message } = error as Error;
    throw unusable(
      path,
      { en: `cannot be written (${message})`, zh: `无法写入（${message}）` },
      { en: 'choose another place for --save-baseline', zh: '请为 --save-baseline 选择其他位置' },
    );
  }
}
