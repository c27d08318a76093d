import { expect, test } from 'vitest';
import { fieldsOf } from '../../../src/kube/wire/decode.ts';
import { messages } from '../../../src/kube/wire/messages.ts';
import { isKnown, messageOf } from '../../../src/kube/wire/page.ts';
import { shapes, type Kind } from '../../../src/model/objects.ts';
import type { Shape } from '../../../src/model/shape.ts';
import { generateMessages, hasSource } from './go-types.ts';

const kinds = Object.keys(shapes) as Kind[];

test.skipIf(!hasSource())('the table is what Kubernetes’ source says', () => {
  expect(messages.trim().split('\n')).toEqual(generateMessages().split('\n'));
});

/** Every field of a message as JSON shows it, those of messages that stand in place among them. */
const shownFields = (message: string): { name: string; type: string }[] =>
  (fieldsOf(message) ?? []).flatMap((field) => (field.inline ? shownFields(field.type) : [field]));

type Form = NonNullable<Shape<unknown>['form']>;

/** Where each field of each shape was looked for, and whether any of the messages it describes has it. */
type Seen = Map<Form, Map<string, { found: boolean; at: string }>>;

function look(shape: Shape<unknown>, message: string, path: string, seen: Seen): void {
  let inner = shape;
  while (inner.form && 'item' in inner.form) inner = inner.form.item;
  const { form } = inner;
  if (form?.type !== 'object') return;
  const own = seen.get(form) ?? new Map<string, { found: boolean; at: string }>();
  seen.set(form, own);
  const fields = new Map(shownFields(message).map((field) => [field.name, field]));
  for (const [name, below] of Object.entries(form.fields)) {
    const field = fields.get(name);
    if (field) look(below, field.type, `${path}.${name}`, seen);
    const before = own.get(name);
    own.set(name, { found: field !== undefined || before?.found === true, at: before?.at ?? `${path}.${name}` });
  }
}

test('every field in use is in the table: none is lost where protobuf is read', () => {
  const seen: Seen = new Map();
  for (const kind of kinds.filter(isKnown)) look(shapes[kind] as Shape<unknown>, messageOf(kind), kind, seen);
  const lost = [...seen.values()].flatMap((fields) => [...fields.values()].filter(({ found }) => !found));
  // one shape serves probes and hooks, and hooks cannot ask over gRPC
  expect(lost.map(({ at }) => at)).toEqual(['pods.spec.containers.lifecycle.postStart.grpc']);
});

test('every shape tells its form, so that protobuf can be read by it', () => {
  const formless = (shape: Shape<unknown>, path: string): string[] => {
    const { form } = shape;
    if (!form) return [path];
    if ('item' in form) return formless(form.item, path);
    if (form.type !== 'object') return [];
    return Object.entries(form.fields).flatMap(([name, field]) => formless(field, `${path}.${name}`));
  };
  expect(kinds.flatMap((kind) => formless(shapes[kind] as Shape<unknown>, kind))).toEqual([]);
});

test('Secrets and metrics are never asked for in protobuf', () => {
  expect(kinds.filter((kind) => !isKnown(kind))).toEqual(['secrets', 'apiservices', 'podmetrics']);
});
