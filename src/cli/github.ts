import { appendFile, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve } from 'node:path';
import { DoctorError } from '../model/error.ts';
import type { Finding, Report } from '../model/finding.ts';
import type { Lang } from '../model/text.ts';
import { outputsOf, renderSummary } from '../render/github.ts';
import type { Io } from './io.ts';

/** GitHub refuses the whole summary of a step beyond this. */
const MOST_BYTES = 1024 * 1024;

async function append(file: string, text: string): Promise<void> {
  try {
    await appendFile(file, text);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new DoctorError(
      'input',
      { en: `${file}: cannot be written (${code})`, zh: `${file}：无法写入（${code}）` },
      {
        hint: {
          en: 'GITHUB_STEP_SUMMARY and GITHUB_OUTPUT name files that GitHub Actions makes; unset them elsewhere',
          zh: 'GITHUB_STEP_SUMMARY 与 GITHUB_OUTPUT 指向 GitHub Actions 创建的文件；在其他环境请取消设置',
        },
        cause: error,
      },
    );
  }
}

const sizeOf = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.size ?? 0;

/** Leaves the summary of the step and its outputs where GitHub Actions asks for them; does nothing elsewhere. */
export async function leaveForGithub(reports: Report[], lang: Lang, { env }: Io): Promise<void> {
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: output } = env;
  if (summary) {
    const text = renderSummary(reports, lang, MOST_BYTES - (await sizeOf(summary)) - 1);
    if (text) await append(summary, `${text}\n`);
  }
  if (output) {
    const lines = Object.entries(outputsOf(reports)).map(([name, value]) => `${name}=${value}\n`);
    await append(output, lines.join(''));
  }
}

/** The findings with paths from the root of the repository, as GitHub and code scanning take them. */
export const fromWorkspace = (findings: Finding[], { env }: Io): Finding[] => {
  const root = env['GITHUB_WORKSPACE'] ?? '.';
  return findings.map((finding) => {
    const { location } = finding;
    if (!location || location.file === '-') return finding;
    const file = relative(resolve(root), resolve(location.file));
    const inside = file !== '' && !isAbsolute(file) && !file.startsWith('..');
    return inside ? { ...finding, location: { ...location, file } } : finding;
  });
};
