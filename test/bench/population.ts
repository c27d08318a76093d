import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Manifest } from '../agreement/api.ts';
import { dressed } from './dress.ts';

/** What a pod of the benchmark is: most are well, some fail as a recorded one did. */
export type Condition = 'healthy' | 'crashing' | 'image' | 'pending';

/** A recorded pod in the dress of production, and the events about it. */
export interface Archetype {
  pod: Manifest;
  events: Manifest[];
  node: Manifest | undefined;
}

const RECORDINGS: Record<Condition, string> = {
  healthy: 'rollout/quiet-healthy',
  crashing: 'crash-loop/application-error',
  image: 'image-pull/tag-not-found',
  pending: 'pending/insufficient-resources',
};

interface Case {
  takenAt: string;
  objects: Manifest[];
  logs?: { text: string }[];
}

async function recordingOf(condition: Condition): Promise<Case> {
  const path = join(import.meta.dirname, '../../fixtures', `${RECORDINGS[condition]}.yaml`);
  const file = load(await readFile(path, 'utf8')) as { found: Case[]; clear: Case[] };
  const [recording] = [...file.found, ...file.clear];
  if (!recording) throw new Error(`${path} holds no recording`);
  return recording;
}

/** The log of the recorded crash. */
export const crashLog = async (): Promise<string> => (await recordingOf('crashing')).logs?.[0]?.text ?? '';

const TIME = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** Moves a recording to the present. */
function recent<T>(value: T, takenAt: string): T {
  const shift = Date.now() - Date.parse(takenAt);
  const moved = (time: string): string => {
    const iso = new Date(Date.parse(time) + shift).toISOString();
    return time.includes('.') ? iso.replace('Z', '000Z') : iso.replace(/\.\d+Z$/, 'Z');
  };
  return JSON.parse(JSON.stringify(value).replaceAll(TIME, moved)) as T;
}

/** A pod that no node is large enough for. */
function enormous(pod: Manifest, nodes: number): Manifest {
  const copy = JSON.parse(JSON.stringify(pod)) as Manifest & {
    spec: { containers: { resources: object }[]; nodeSelector?: object };
    status: { conditions: { message?: string }[] };
  };
  for (const container of copy.spec.containers) container.resources = { requests: { cpu: '200', memory: '64Mi' } };
  for (const condition of copy.status.conditions) {
    if (condition.message) condition.message = refusal(nodes);
  }
  return copy;
}

const refusal = (nodes: number): string =>
  `0/${nodes} nodes are available: ${nodes} Insufficient cpu. preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;

/** The recorded pod of a condition, made recent, and its events. */
export async function archetype(condition: Condition, nodes: number): Promise<Archetype> {
  const recording = await recordingOf(condition);
  const objects = recent(recording.objects, recording.takenAt);
  const pod = objects.find(
    ({ kind, metadata }) => kind === 'Pod' && (metadata.name === 'app' || condition === 'healthy'),
  );
  if (!pod) throw new Error(`${RECORDINGS[condition]} holds no pod`);
  const events = objects.filter(
    (object) => object.kind === 'Event' && (object['involvedObject'] as { uid?: string }).uid === pod.metadata['uid'],
  );
  const node = objects.find(({ kind, metadata }) => kind === 'Node' && metadata.name !== 'cp');
  const own = condition === 'pending' ? enormous(pod, nodes) : pod;
  const said = condition === 'pending' ? events.map((event) => ({ ...event, message: refusal(nodes) })) : events;
  return { pod: dressed(own), events: said, node };
}
