import type { Text } from '../model/text.ts';
import type { EndpointSlice } from '../model/network-shapes.ts';
import type { Meta, Pod, StorageClass } from '../model/objects.ts';
import { list, obj, str, type Shape } from '../model/shape.ts';

/** How an object stands. `settled`: it cannot fall back; `permanent`: waiting cannot help. */
export type State =
  | { kind: 'ready'; note?: Text; settled?: boolean }
  | { kind: 'progressing'; note: Text }
  | { kind: 'failed'; note: Text; permanent: boolean };

/** What is known around an object, in its namespace. What could not be read is absent. */
export interface Around {
  pods: Pod[] | undefined;
  endpointslices: EndpointSlice[] | undefined;
  storageclasses: StorageClass[] | undefined;
  /** Whether pods with these labels are meant to be none: their workload is scaled to 0. */
  scaledToZero: (labels: Record<string, string>) => boolean;
}

/** What a rule asks for beside its object. */
export type Needed = Exclude<keyof Around, 'scaledToZero'>;

/** What every checked object has. */
export interface Checked {
  metadata: Meta;
}

/** Says of one kind whether an object is ready, by what the object itself tells. */
export interface Rule {
  needs: Needed[];
  judge(object: unknown, around: Around): State;
}

/** It is as it should be. */
export const ready = (note?: Text): State => ({ kind: 'ready', ...(note && { note }) });

/** It is as it should be, and stays so. */
export const settled = (note?: Text): State => ({ kind: 'ready', settled: true, ...(note && { note }) });

/** It is on its way. */
export const waits = (en: string, zh: string): State => ({ kind: 'progressing', note: { en, zh } });

/** It has failed, and something else must change first. */
export const failed = (en: string, zh: string): State => ({ kind: 'failed', permanent: false, note: { en, zh } });

/** It has failed for good. */
export const failedForGood = (en: string, zh: string): State => ({ kind: 'failed', permanent: true, note: { en, zh } });

const UNSEEN = waits('its controller has not seen the newest spec yet', '控制器尚未处理最新的 spec');
const GONE = waits('it is being deleted', '正在被删除');
const NAMELESS = waits('what the server says of it cannot be read', '无法解析服务器返回的对象');

/** A rule over a shape: what is being deleted is never ready. */
export const rule = <T extends Checked>(
  shape: Shape<T>,
  judge: (object: T, around: Around) => State,
  needs: Needed[] = [],
): Rule => ({
  needs,
  judge(object, around) {
    const shaped = shape(object);
    if (!shaped) return NAMELESS;
    return shaped.metadata.deletionTimestamp ? GONE : judge(shaped, around);
  },
});

/** Waits while the status is still that of an older spec; what it says then is not to be believed. */
export function unseen(object: Checked & { status?: { observedGeneration?: number } }): State | undefined {
  const { metadata, status } = object;
  return (metadata.generation ?? 0) > (status?.observedGeneration ?? 0) ? UNSEEN : undefined;
}

/** The one condition of a type. */
export const conditionOf = <C extends { type?: string }>(conditions: C[] | undefined, type: string): C | undefined =>
  conditions?.find((condition) => condition.type === type);

/** A condition's own words: its message, or else its reason. */
export const saying = ({ reason, message }: { reason?: string; message?: string }): string =>
  [reason, message].filter(Boolean).join(': ');

/** The shape of conditions that say nothing but yes or no. */
export const simpleConditions = list(obj({ type: str, status: str, reason: str, message: str }));
