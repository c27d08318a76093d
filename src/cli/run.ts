import { Command, CommanderError, Option } from 'commander';
import { DoctorError } from '../model/error.ts';
import type { Lang } from '../model/text.ts';
import { fromCommander } from './commander-errors.ts';
import { commands, type CommandSpec } from './commands.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { addFlags, commonFlags, type Flags } from './flags.ts';
import type { Io } from './io.ts';
import { chooseLang } from './lang.ts';
import { version } from './version.ts';
import { asksForHelp, commandFirst, flagsIn } from './words.ts';

const INTRO = {
  en: 'Kubernetes troubleshooting: the root cause, its proof, what was ruled out, what could not be seen, and the next command.',
  zh: 'Kubernetes 故障诊断：给出根因、依据、已排除的可能、未能查看的部分，以及下一条命令。',
};

const EXAMPLES = {
  en: `
Examples:
  k8sdoctor pod web-1 -n shop            why is this pod unwell?
  k8sdoctor pod web-1 --from dump.json   the same from \`kubectl get -o json\` or a snapshot
  k8sdoctor explain CrashLoopBackOff     what a status means, offline
  k8sdoctor demo                         recorded real clusters, no cluster needed`,
  zh: `
示例：
  k8sdoctor pod web-1 -n shop            这个 Pod 出了什么问题？
  k8sdoctor pod web-1 --from dump.json   从 \`kubectl get -o json\` 的输出或快照诊断
  k8sdoctor explain CrashLoopBackOff     离线查看某个状态的含义
  k8sdoctor demo                         用录制的真实集群演示，无需集群`,
};

const TITLES: Record<string, string> = {
  'Usage:': '用法：',
  'Options:': '参数：',
  'Commands:': '命令：',
  'Arguments:': '位置参数：',
};

function configure(command: Command, lang: Lang, io: Io): Command {
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: () => undefined, // complaints are thrown and said once, in our words
    })
    .configureHelp({
      styleTitle: (title) => (lang === 'zh' ? (TITLES[title] ?? title) : title),
      helpWidth: io.stdout.columns ?? 100,
    })
    .helpOption('-h, --help', lang === 'zh' ? '显示帮助' : 'show help');
}

const makeOption = (flags: string, text: string): Option => new Option(flags, text);

const names = ({ usage, aliases = [] }: CommandSpec): string[] => [usage.split(' ')[0] ?? '', ...aliases];

/** One run of the program: its words, and the exit code it comes to. */
interface Run {
  words: string[];
  lang: Lang;
  io: Io;
  code: number;
}

function addCommand(program: Command, spec: CommandSpec, state: Run): void {
  const { words: argv, lang, io } = state;
  const command = configure(program.command(spec.usage), lang, io).description(spec.text[lang]);
  if (spec.aliases) command.aliases(spec.aliases);
  addFlags(command, flagsIn(argv, [...spec.flags, ...commonFlags]), lang, makeOption);
  command.action(async (...given: unknown[]) => {
    const words = given
      .slice(0, -2)
      .flat()
      .filter((word): word is string => typeof word === 'string');
    const handler = await spec.load();
    state.code = await handler(words, command.opts<Flags>(), { lang, io });
  });
}

/** The command that a command line begins with: the others would only cost time. All, for help or when there is none such. */
function commandsOf(words: string[]): CommandSpec[] {
  const own = asksForHelp(words) ? undefined : commands.find((spec) => names(spec).includes(words[0] ?? ''));
  return own ? [own] : commands;
}

/** A bug of ours: still one line, with the stack under -v. */
const unexpected = (error: unknown): DoctorError =>
  new DoctorError(
    'bug',
    { en: `unexpected: ${String(error)}`, zh: `意外错误：${String(error)}` },
    { hint: { en: 'run it again with -v and report the stack', zh: '请加 -v 重新运行，并反馈调用栈' }, cause: error },
  );

async function sayError(error: DoctorError, lang: Lang, io: Io, verbose: boolean): Promise<number> {
  const { safe, safeLines } = await import('../render/safe.ts');
  const mark = lang === 'zh' ? '错误：' : 'error: ';
  const hint = error.hint ? `\n${lang === 'zh' ? '提示：' : 'hint: '}${safe(error.hint[lang])}` : '';
  const text = error.code === 'playbook' ? safeLines(error.text[lang]) : safe(error.text[lang]); // a complaint a line
  io.stderr.write(`${mark}${text}${hint}\n`);
  if (verbose) {
    const stacks = [error.stack ?? '', error.cause instanceof Error ? (error.cause.stack ?? '') : ''];
    io.stderr.write(`${safeLines(stacks.join('\n'))}\n`);
  }
  return exitCodeOf[error.code];
}

/** Runs one command line (without the program's name) and gives its exit code; never throws for what a user can cause. */
export async function run(argv: string[], io: Io): Promise<number> {
  if (argv[0] === '__complete') return (await import('./commands/complete.ts')).complete(argv.slice(1), io);
  const lang = chooseLang(argv, io.env);
  const state: Run = {
    words: commandFirst(argv, [...commands.flatMap(({ flags }) => flags), ...commonFlags]),
    lang,
    io,
    code: EXIT.clean,
  };
  const { words } = state;
  const program = configure(new Command('k8sdoctor'), lang, io)
    .description(INTRO[lang])
    .version(version, '-V, --version', lang === 'zh' ? '显示版本' : 'show the version')
    .addHelpText('after', EXAMPLES[lang])
    .helpCommand(false);
  addFlags(
    program,
    commonFlags.filter(({ flags }) => flags.startsWith('--lang')),
    lang,
    makeOption,
  );
  for (const spec of commandsOf(words)) addCommand(program, spec, state);
  try {
    if (words.filter((word) => !word.startsWith('--lang') && word !== lang).length === 0) program.outputHelp();
    else await program.parseAsync(words, { from: 'user' });
    return state.code;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return EXIT.clean;
    const known = error instanceof CommanderError ? fromCommander(error) : error;
    const verbose = argv.includes('-v') || argv.includes('--verbose');
    return sayError(known instanceof DoctorError ? known : unexpected(error), lang, io, verbose);
  }
}
