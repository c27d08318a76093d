import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Kind } from '../../../src/model/objects.ts';
import { shapes } from '../../../src/model/objects.ts';
import { resources } from '../../../src/model/resources.ts';
import type { Shape } from '../../../src/model/shape.ts';

const MODULES = join(homedir(), 'go/pkg/mod/k8s.io');
const VERSION = 'v0.34.4';

/** Go packages with messages, by the word that stands for them. */
const PACKAGES: Record<string, string> = {
  meta: `apimachinery@${VERSION}/pkg/apis/meta/v1`,
  core: `api@${VERSION}/core/v1`,
  apps: `api@${VERSION}/apps/v1`,
  batch: `api@${VERSION}/batch/v1`,
  coordination: `api@${VERSION}/coordination/v1`,
  discovery: `api@${VERSION}/discovery/v1`,
  node: `api@${VERSION}/node/v1`,
  policy: `api@${VERSION}/policy/v1`,
  scheduling: `api@${VERSION}/scheduling/v1`,
  storage: `api@${VERSION}/storage/v1`,
  admissionregistration: `api@${VERSION}/admissionregistration/v1`,
  certificates: `api@${VERSION}/certificates/v1`,
};

/** Whether Kubernetes' source is on this machine. */
export const hasSource = (): boolean => existsSync(join(MODULES, PACKAGES['core'] ?? ''));

const SCALARS: Record<string, string> = {
  string: 'string',
  bool: 'bool',
  int32: 'int',
  int64: 'int',
  bytes: 'bytes',
  '.k8s.io.apimachinery.pkg.apis.meta.v1.Time': 'Time',
  '.k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime': 'MicroTime',
  '.k8s.io.apimachinery.pkg.api.resource.Quantity': 'Quantity',
  '.k8s.io.apimachinery.pkg.util.intstr.IntOrString': 'IntOrString',
  Time: 'Time',
  MicroTime: 'MicroTime',
};

interface Field {
  name: string;
  number: number;
  type: string;
  many: '' | '*' | '%';
  /** Written in JSON even when it is zero. */
  zero: boolean;
  inline: boolean;
}

function typeOf(word: string, group: string): string {
  const known = SCALARS[word];
  if (known) return known;
  const [, of, message] = /^\.k8s\.io\.(?:api|apimachinery\.pkg\.apis)\.(\w+)\.v1\.(\w+)$/.exec(word) ?? [];
  if (of && message) return `${of}.${message}`;
  return /^[A-Z]\w*$/.test(word) ? `${group}.${word}` : 'other';
}

/** The numbers and types of every message of a package, from generated.proto. */
function messagesOf(group: string, text: string): Map<string, Map<number, Pick<Field, 'type' | 'many'>>> {
  const messages = new Map<string, Map<number, Pick<Field, 'type' | 'many'>>>();
  for (const [, name = '', body = ''] of text.matchAll(/^message (\w+) \{\n(.*?)^\}/gms)) {
    const fields = new Map<number, Pick<Field, 'type' | 'many'>>();
    for (const [, mark, value, plain, number] of body.matchAll(
      /^ {2}(optional|repeated|map<string, ([.\w]+)>) ?([.\w]+)? \w+ = (\d+)/gm,
    )) {
      const many = mark === 'repeated' ? '*' : mark === 'optional' ? '' : '%';
      fields.set(Number(number), { many, type: typeOf(many === '%' ? (value ?? '') : (plain ?? ''), group) });
    }
    messages.set(name, fields);
  }
  return messages;
}

/** How JSON calls the fields of a Go struct. */
function structsOf(text: string): Map<string, Map<number, Pick<Field, 'name' | 'zero' | 'inline'>>> {
  const structs = new Map<string, Map<number, Pick<Field, 'name' | 'zero' | 'inline'>>>();
  for (const [, name = '', body = ''] of text.matchAll(/^type (\w+) struct \{\n(.*?)^\}/gms)) {
    const fields = new Map<number, Pick<Field, 'name' | 'zero' | 'inline'>>();
    for (const [, go = '', tags = ''] of body.matchAll(/^\t(.*?)\s*`(.*)`/gm)) {
      const [json = '', ...options] = (/json:"([^"]*)"/.exec(tags)?.[1] ?? '').split(',');
      const number = /protobuf:"(?:bytes|varint|fixed64),(\d+)/.exec(tags)?.[1];
      if (number === undefined) continue;
      const zero = /^\w+\s+\*/.test(go) || !options.includes('omitempty');
      fields.set(Number(number), { name: json, zero, inline: options.includes('inline') });
    }
    structs.set(name, fields);
  }
  return structs;
}

function readPackage(group: string): Map<string, Field[]> {
  const folder = join(MODULES, PACKAGES[group] ?? '');
  const messages = messagesOf(group, readFileSync(join(folder, 'generated.proto'), 'utf8'));
  const structs = structsOf(readFileSync(join(folder, 'types.go'), 'utf8'));
  return new Map(
    [...messages].map(([name, fields]) => [
      name,
      [...fields].flatMap(([number, field]) => {
        const go = structs.get(name)?.get(number);
        return go && field.type !== 'other' ? [{ number, ...field, ...go }] : [];
      }),
    ]),
  );
}

/** The message of a kind, for example `apps.Deployment`. */
export function messageOf(kind: Kind): string {
  const { apiVersion, kind: singular } = resources[kind];
  const group = apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '').split('.')[0] : 'core';
  return `${group}.${singular}`;
}

/** All messages that the fields of our shapes lead to, whole, one a line: what src/kube/wire/messages.ts holds. */
export function generateMessages(): string {
  const packages = new Map(Object.keys(PACKAGES).map((group) => [group, readPackage(group)]));
  const used = new Map<string, Field[]>();
  const visit = (message: string, shape: Shape<unknown> | undefined): void => {
    const [group = '', name = ''] = message.split('.');
    const fields = packages.get(group)?.get(name);
    if (!fields) return;
    used.set(message, fields);
    const { form } = shape ?? {};
    for (const field of fields) {
      if (field.inline) visit(field.type, shape);
      else if (form?.type === 'object') {
        let inner: Shape<unknown> | undefined = form.fields[field.name];
        while (inner?.form?.type === 'list' || inner?.form?.type === 'map') inner = inner.form.item;
        if (inner?.form?.type === 'object') visit(field.type, inner);
      }
    }
  };
  for (const kind of Object.keys(shapes) as Kind[]) visit(messageOf(kind), shapes[kind] as Shape<unknown>);
  const line = (message: string, fields: Field[]): string =>
    `${message} ${fields
      .map(
        ({ name, number, type, many, zero, inline }) =>
          `${inline ? '^' : name}=${number}:${many}${type}${zero && !inline ? '!' : ''}`,
      )
      .join(' ')}`;
  return [...used]
    .map(([message, fields]) => line(message, fields))
    .toSorted()
    .join('\n');
}
