import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { toSnapshot, type Collected } from '../../src/collect/build.ts';
import { loadRecording } from '../../src/collect/load.ts';
import { DoctorError } from '../../src/model/error.ts';
import { folder } from '../folder.ts';

/** A folder with these files. */
export function files(contents: Record<string, string | Buffer>): string {
  const root = folder();
  for (const [name, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}

/** Loads one file of this content. */
export const load = (name: string, content: string | Buffer): Promise<Collected> =>
  loadRecording(join(files({ [name]: content }), name));

/** The DoctorError that ends a loading. */
export async function errorOf(loading: Promise<unknown>): Promise<DoctorError> {
  const error: unknown = await loading.catch((thrown: unknown) => thrown);
  if (!(error instanceof DoctorError)) throw new Error('expected a DoctorError');
  return error;
}

/** A pod of namespace `shop`. */
export const pod = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', uid: name },
  ...more,
});
/** The pods that a snapshot would hold. */
export const podNames = (collected: Collected): string[] =>
  toSnapshot(collected).objects.pods.map(({ metadata }) => metadata.name);
/** How the look at each kind ended. */
export const outcomes = ({ coverage }: Collected): Record<string, string> =>
  Object.fromEntries(coverage.map(({ subject, outcome }) => [subject, outcome]));
