import type { Container } from './objects.ts';

const SHELL = /(?:^|\/)(?:sh|bash|ash|dash|zsh)$/;
/** Plain programs that install no handler for SIGTERM; process 1 ignores a signal without a handler. */
const DEAF = /(?:^|\/)(?:sleep|tail|cat)$/;

/**
 * Whether a container is known to ignore SIGTERM, from its command line: a shell as process 1 neither handles it nor passes it
 * on, unless it sets a trap or gives its place to the app with exec. Undefined when the image's own command decides.
 */
export function ignoresTerm({ command = [], args = [] }: Container): boolean | undefined {
  const [program, ...rest] = [...command, ...args];
  if (!command.length || !program) return undefined;
  if (DEAF.test(program)) return true;
  if (!SHELL.test(program)) return undefined;
  const script = rest.find((word) => !word.startsWith('-')) ?? '';
  if (!rest.some((word) => /^-[a-z]*c$/.test(word))) return undefined; // a script file: what it does is not known
  return !/\btrap\b/.test(script) && !/(?:^|[;&|]|\n)\s*exec\s+[^>&\d\s]/.test(script) && !isSingleCommand(script);
}

/** bash and busybox give their place to a single simple command, so it is process 1 itself. */
const isSingleCommand = (script: string): boolean => {
  const words = script.trim().split(/\s+/);
  return !/[;&|\n(){}`$]/.test(script.trim()) && !DEAF.test(words[0] ?? '') && words.length > 0;
};
