import { redactText } from '../model/redact.ts';
import type { ContainerLog } from '../model/snapshot.ts';

/** Enough for 200 long lines; what a live diagnosis reads is no more. */
const TAIL_BYTES = 256 * 1024;
const TAIL_LINES = 200;
/** Where one line is longer than all that is kept of it, so much of it is passed over before a word is taken as whole. */
const LONGEST_WORD = 512;

/** A private key that begins before a place of a text and does not end there. */
function openKeyAt(text: string, place: number): string | undefined {
  const begin = text.lastIndexOf('-----BEGIN ', place);
  const head =
    begin < 0 ? undefined : /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/.exec(text.slice(begin, begin + 80))?.[0];
  return head && text.lastIndexOf('-----END ', place) < begin ? head : undefined;
}

/** Where the end of a text that is kept begins: at a line, or where one is longer than all that, at a word. */
function cutAt(text: string): number {
  const from = text.length - TAIL_BYTES;
  const newline = text.indexOf('\n', from);
  if (newline >= 0 && newline < text.length - 1) return newline + 1;
  const blank = text.slice(from + LONGEST_WORD).search(/\s/);
  return blank < 0 ? text.length : from + LONGEST_WORD + blank + 1;
}

/** What is cut off from the word that says so (`PASSWORD=`) would not be known for a secret, so a line is never begun in its middle. */
function wholeLines(text: string): string {
  if (text.length <= TAIL_BYTES) return text;
  const from = cutAt(text);
  const key = openKeyAt(text, from);
  return key ? `${key}\n${text.slice(from)}` : text.slice(from);
}

/** The end of a log, masked before it is cut to lines: a key has many. */
function tail(text: string): string {
  const lines = redactText(wholeLines(text)).split('\n');
  return lines.slice(-TAIL_LINES - (lines.at(-1) === '' ? 1 : 0)).join('\n');
}

const START = /==== START logs for container (\S{1,253}) of pod ([^\s/]{1,253})\/(\S{1,253}) ====\r?\n/g;

/**
 * Takes the log sections of `kubectl cluster-info dump` out of a text, which may be a file of logs alone or the whole dump in one.
 * Source: kubectl pkg/cmd/clusterinfo/clusterinfo_dump.go.
 */
export function takeSections(text: string): { logs: ContainerLog[]; rest: string } {
  if (!text.includes('==== START logs for container ')) return { logs: [], rest: text };
  const logs: ContainerLog[] = [];
  let rest = '';
  let at = 0;
  START.lastIndex = 0;
  for (let match = START.exec(text); match; match = START.exec(text)) {
    const [whole, container = '', namespace = '', pod = ''] = match;
    const marker = `==== END logs for container ${container} of pod ${namespace}/${pod} ====`;
    const from = match.index + whole.length;
    const found = text.indexOf(marker, from);
    const end = found < 0 ? text.length : found;
    logs.push({ namespace, pod, container, previous: false, ...readable(text.slice(from, end)) });
    rest += text.slice(at, match.index);
    at = found < 0 ? end : end + marker.length;
    START.lastIndex = at;
  }
  return { logs, rest: rest + text.slice(at) };
}

/** The dump writes its own failures where the log should be. */
const readable = (text: string): { text?: string } =>
  /^(?:Create log request|Request log) error: [^\n]*\n?$/.test(text) ? {} : { text: tail(text) };

/** The log a file's path stands for: `…/<namespace>/<pod>/<container>.log` or `<container>.previous.log`. */
export function logAt(path: string, text: string): ContainerLog | undefined {
  const [file = '', pod, namespace] = path.split('/').toReversed();
  const name = /^(.+?)(\.previous)?\.log$/.exec(file);
  if (!name?.[1] || !pod || !namespace) return undefined;
  return { namespace, pod, container: name[1], previous: name[2] !== undefined, text: tail(text) };
}
