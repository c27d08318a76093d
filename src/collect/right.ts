import type { Kind } from '../model/objects.ts';
import type { Text } from '../model/text.ts';

/** How something is asked for: one object by its name, all that there are, or every change of them; the others change something. */
export type Verb = 'get' | 'list' | 'watch' | 'patch' | 'create' | 'delete';

/** What is asked for beside the kinds of the table, by group and resource. */
export const beyond = {
  'pods/log': { group: '', namespaced: true },
  'pods/eviction': { group: '', namespaced: true },
  horizontalpodautoscalers: { group: 'autoscaling', namespaced: true },
  ingresses: { group: 'networking.k8s.io', namespaced: true },
  customresourcedefinitions: { group: 'apiextensions.k8s.io', namespaced: false },
} as const;

/** A resource that is no kind of the table. */
export type Beyond = keyof typeof beyond;

/** What a command asks of some kinds, and what for. */
export interface Access {
  of: (Kind | Beyond)[];
  verbs: Verb[];
  /** The only objects asked for. */
  names?: string[];
  /** The one namespace it is asked in, when that is not the user's. */
  namespace?: string;
  why: Text;
}
