import { expect, test } from 'vitest';
import { commonFlags, type Flag } from '../../src/cli/flags.ts';
import { asksForHelp, commandFirst, flagsIn } from '../../src/cli/words.ts';

const text = { en: '', zh: '' };
const flags: Flag[] = [
  { flags: '-n, --namespace <name>', text },
  { flags: '-o, --output <format>', text },
  { flags: '--no-secrets', text },
  ...commonFlags,
];
const inWords = (...words: string[]): string[] => flagsIn(words, flags).map((flag) => flag.flags);

test.each([
  [['pod', 'web', '-n', 'shop'], '-n, --namespace <name>'],
  [['pod', 'web', '-nshop'], '-n, --namespace <name>'],
  [['pod', 'web', '--namespace=shop'], '-n, --namespace <name>'],
  [['pod', 'web', '-qv'], '-q, --quiet'],
  [['pod', 'web', '-qv'], '-v, --verbose'],
])('%j: %s is declared', (words, flag) => {
  expect(inWords(...words)).toContain(flag);
});

test('what is not there is not declared, unless its absence says something', () => {
  expect(inWords('pod', 'namespace')).toEqual(['--no-secrets']);
});

test.each(['-h', '--help', '-qh'])('%s shows every flag', (help) => {
  expect(asksForHelp(['pod', help])).toBe(true);
  expect(inWords('pod', help)).toEqual(flags.map((flag) => flag.flags));
});

test('a command behind flags and their values comes first', () => {
  expect(commandFirst(['-n', 'shop', '-q', 'pod/web'], flags)).toEqual(['pod', 'web', '-n', 'shop', '-q']);
});
