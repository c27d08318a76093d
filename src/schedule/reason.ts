import type { Cluster } from '../model/cluster.ts';
import type { Node, Pod, Taint } from '../model/objects.ts';

/** One reason for which a node refuses a pod. */
export interface Reason {
  /** The kube-scheduler plugin that refuses. */
  plugin: string;
  /** The reason exactly as kube-scheduler 1.34 words it. */
  text: string;
  /** The taint that is not tolerated. */
  taint?: Taint;
  /** The resource that is short, in the scheduler's units (see model/requests.ts). */
  shortage?: { resource: string; requested: number; used: number; capacity: number };
  /** The host port that is taken, and by whom. */
  port?: { port: number; protocol: string; by: Pod };
}

/** One filter of the scheduler: no reasons means that the node accepts the pod. */
export type Filter = (pod: Pod, node: Node, cluster: Cluster) => Reason[];
