import type { CommanderError } from 'commander';
import { DoctorError } from '../model/error.ts';
import type { Text } from '../model/text.ts';

const quoted = (message: string): string => message.match(/'([^']*)'/)?.[1] ?? '';

const WORDS: Record<string, (what: string) => Text> = {
  'commander.unknownOption': (what) => ({ en: `unknown flag: ${what}`, zh: `未知参数：${what}` }),
  'commander.unknownCommand': (what) => ({ en: `unknown command: ${what}`, zh: `未知命令：${what}` }),
  'commander.missingArgument': (what) => ({ en: `missing argument: ${what}`, zh: `缺少参数：${what}` }),
  'commander.optionMissingArgument': (what) => ({ en: `flag needs a value: ${what}`, zh: `参数需要一个值：${what}` }),
  'commander.excessArguments': () => ({ en: 'too many arguments', zh: '参数过多' }),
};

/** Commander's complaint as our own one line, in both languages. */
export function fromCommander({ code, message }: CommanderError): DoctorError {
  const plain = message.replace(/^error: /, '');
  const words = WORDS[code]?.(quoted(message));
  return new DoctorError('usage', words ?? { en: plain, zh: `用法错误：${plain}` }, {
    hint: { en: 'see k8sdoctor --help', zh: '用法见 k8sdoctor --help' },
  });
}
