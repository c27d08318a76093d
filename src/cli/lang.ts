import type { Lang } from '../model/text.ts';

/** The language of a run: the --lang flag wherever it stands, else the locale, else English. */
export function chooseLang(argv: string[], env: Record<string, string | undefined>): Lang {
  const at = argv.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  const given = at < 0 ? undefined : (argv[at]?.split('=')[1] ?? argv[at + 1]);
  if (given === 'zh' || given === 'en') return given;
  const locale = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return /^zh/i.test(locale) ? 'zh' : 'en';
}
