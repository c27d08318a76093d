import { DoctorError } from '../model/error.ts';
import { isAliasBomb } from './yaml-aliases.ts';

/** The line of a place in a text, counted from 1. */
function lineAt(text: string, at: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < at; next = text.indexOf('\n', next + 1)) line += 1;
  return line;
}

function malformed(name: string, line: number | undefined, en: string, zh: string, cause?: unknown): DoctorError {
  const at = line === undefined ? { en: '', zh: '' } : { en: `, line ${line}`, zh: ` 第 ${line} 行` };
  return new DoctorError(
    'input',
    { en: `${name}${at.en}: ${en}`, zh: `${name}${at.zh}：${zh}` },
    {
      hint: {
        en: 'record it again: kubectl get … -o json > FILE, or k8sdoctor snapshot',
        zh: '请重新录制：kubectl get … -o json > 文件，或 k8sdoctor snapshot',
      },
      cause,
    },
  );
}

/** The end of the JSON object or list that begins at `from`, or -1 when the text ends before. One pass. */
function valueEnd(text: string, from: number): number {
  let depth = 0;
  let quoted = false;
  for (let at = from; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (quoted) {
      if (c === 0x5c) at += 1;
      else if (c === 0x22) quoted = false;
    } else if (c === 0x22) quoted = true;
    else if (c === 0x7b || c === 0x5b) depth += 1;
    else if (c === 0x7d || c === 0x5d) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

/** Where JSON.parse stumbled: V8 tells the position, or quotes the token with ten characters around it. */
function stumble(error: unknown, source: string): { at: number; what: string } {
  const { message } = error as Error;
  const what = message.split(/,? (?:in JSON at position|\.{0,3}")/)[0] ?? message;
  const told = /position (\d+)/.exec(message)?.[1];
  if (told !== undefined) return { at: Number(told), what };
  const [, dots, quoted = ''] = /, (\.\.\.)?"([\s\S]*)"(?:\.\.\.)? is not valid JSON$/.exec(message) ?? [];
  const token = /token '(.)'/su.exec(message)?.[1] ?? '';
  const inQuoted = dots ? quoted.indexOf(token, Math.min(10, quoted.length - 1)) : quoted.indexOf(token);
  return { at: Math.max(0, source.indexOf(quoted)) + Math.max(0, inQuoted), what };
}

/** JSON values one after another, as `kubectl get a -o json; kubectl get b -o json` leaves them in one file. */
function concatenatedJson(text: string, name: string): unknown[] {
  const values: unknown[] = [];
  const blank = /\s*/y;
  for (let at = 0; ;) {
    blank.lastIndex = at;
    blank.exec(text);
    at = Math.max(at, blank.lastIndex);
    if (at >= text.length) return values;
    const end = /[{[]/.test(text[at] ?? '') ? valueEnd(text, at) : -2;
    if (end < 0) {
      const line = lineAt(text, end === -1 ? text.length : at);
      if (end === -1)
        throw malformed(name, line, 'JSON ends in the middle: the file is cut off', 'JSON 不完整：文件被截断');
      throw malformed(name, line, 'not JSON from here on', '从这里起不是 JSON');
    }
    const source = text.slice(at, end);
    try {
      values.push(JSON.parse(source));
    } catch (error) {
      const { at: offset, what } = stumble(error, source);
      throw malformed(name, lineAt(text, at + offset), `not valid JSON (${what})`, `不是有效的 JSON（${what}）`, error);
    }
    at = end;
  }
}

async function yaml(text: string, name: string): Promise<unknown[]> {
  const { CORE_SCHEMA, loadAll, mergeTag } = await import('js-yaml');
  let documents: unknown[];
  try {
    documents = loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) });
  } catch (error) {
    const { reason, message, mark } = error as { reason?: string; message?: string; mark?: { line?: number } };
    const line = mark?.line === undefined ? undefined : mark.line + 1;
    const why = reason ?? message ?? 'cannot be parsed';
    throw malformed(name, line, `not valid YAML (${why})`, `不是有效的 YAML（${why}）`, error);
  }
  if (/(?:^|[\s[,:{])\*\S/.test(text) && isAliasBomb(documents, text.length))
    throw malformed(
      name,
      undefined,
      'its YAML aliases stand for far more than is written',
      'YAML 别名展开后远超原文大小',
    );
  return documents;
}

/** PowerShell's `>` writes UTF-16; a byte order mark says so. */
export function decode(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  return bytes.subarray(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0).toString('utf8');
}

/** The JSON or YAML documents of a file's text; throws an `input` error that names file and line. */
export async function parseDocuments(text: string, name: string): Promise<unknown[]> {
  const first = /\S/.exec(text)?.[0];
  if (first === undefined) return [];
  if (first !== '{' && first !== '[') {
    const control = text.slice(0, 8192).indexOf('\0');
    if (control >= 0)
      throw malformed(name, undefined, 'binary data, not JSON or YAML', '是二进制数据，不是 JSON 或 YAML');
    return yaml(text, name);
  }
  try {
    return [JSON.parse(text)];
  } catch {
    return concatenatedJson(text, name);
  }
}
