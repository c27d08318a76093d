import { DoctorError } from '../model/error.ts';
import type { LeftOut } from '../model/finding.ts';
import { nearest } from '../model/near.ts';
import type { Playbook } from '../model/playbook.ts';

/** Which playbooks take part: ids, whole symptoms (`crash-loop`), or patterns (`crash-loop/*`); several may stand in one word, with commas between. */
export interface Choice {
  only?: string[];
  skip?: string[];
}

const patternsOf = (words: string[] = []): string[] =>
  words.flatMap((word) => word.split(',').map((part) => part.trim().replace(/\/$/, ''))).filter(Boolean);

/** Whether a pattern covers a text: `*` stands for anything. Linear, whatever the pattern. */
export function covers(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}

const isNamed = ({ id, symptom }: Playbook, patterns: string[]): boolean =>
  patterns.some((pattern) => covers(pattern, id) || pattern === symptom);

function refuseUnknown(flag: 'only' | 'skip', patterns: string[], playbooks: Playbook[]): void {
  const unknown = patterns.find((pattern) => !playbooks.some((playbook) => isNamed(playbook, [pattern])));
  if (unknown === undefined) return;
  const near = nearest(
    unknown,
    playbooks.flatMap(({ id, symptom }) => [symptom, id]),
  );
  const rest = near.length > 0 ? near : [...new Set(playbooks.map(({ symptom }) => symptom))];
  throw new DoctorError(
    'usage',
    {
      en: `--${flag} ${unknown}: no such cause or symptom`,
      zh: `--${flag} ${unknown}：没有这样的原因或症状`,
    },
    {
      hint: {
        en: `there is: ${rest.join(', ')}; all: k8sdoctor explain`,
        zh: `${near.length > 0 ? '相近的有' : '可用'}：${rest.join('、')}；全部：k8sdoctor explain`,
      },
    },
  );
}

/** The playbooks that can fire and are chosen. Throws DoctorError for a word that names none of them, or when nothing is left. */
export function choose(playbooks: Playbook[], { only, skip }: Choice): Playbook[] {
  const able = playbooks.filter(({ when }) => when);
  const [wanted, unwanted] = [patternsOf(only), patternsOf(skip)];
  if (wanted.length + unwanted.length === 0) return able;
  refuseUnknown('only', wanted, able);
  refuseUnknown('skip', unwanted, able);
  const chosen = able.filter(
    (playbook) => (wanted.length === 0 || isNamed(playbook, wanted)) && !isNamed(playbook, unwanted),
  );
  if (chosen.length > 0 || able.length === 0) return chosen;
  throw new DoctorError(
    'usage',
    { en: '--only and --skip leave nothing to check', zh: '--only 与 --skip 之后没有可检查的内容' },
    { hint: { en: 'leave one of them out', zh: '请去掉其中一个' } },
  );
}

/** What a choice leaves unchecked, for the report; undefined when that is nothing. */
export function leftOutBy(playbooks: Playbook[], choice: Choice): LeftOut | undefined {
  const all = playbooks.filter(({ when }) => when).length;
  const causes = all - choose(playbooks, choice).length;
  if (causes === 0) return undefined;
  return { causes, of: all, only: patternsOf(choice.only), skip: patternsOf(choice.skip) };
}
