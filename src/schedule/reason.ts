import type { Pod, Taint } from '../model/objects.ts';

/** A rule of pod (anti-)affinity or of topology spread that a node fails. */
export interface BrokenRule {
  topologyKey: string;
  /** The domain the node is in; absent when it lacks the label. */
  domain?: string;
  /** The index of the constraint or term in the pod's specification; absent for rules of other pods. */
  index?: number;
  /** Topology spread: matching pods in the domain, the least in any domain, and what is allowed. */
  skew?: { here: number; least: number; max: number; self: number };
}

/** A claim or volume that keeps the pod off a node. */
export interface VolumeTrouble {
  claim?: string;
  volume?: string;
  driver?: string;
  /** How many volumes of the driver the node may hold, and how many it holds. */
  limit?: number;
  attached?: number;
}

/** One reason for which a node refuses a pod. */
export interface Reason {
  /** The kube-scheduler plugin that refuses. */
  plugin: string;
  /** The reason exactly as kube-scheduler 1.34 words it. */
  text: string;
  /** No eviction of pods could change it: the scheduler's UnschedulableAndUnresolvable. */
  unresolvable: boolean;
  /** The taint that is not tolerated. */
  taint?: Taint;
  /** The resource that is short, in the scheduler's units (see model/requests.ts). */
  shortage?: { resource: string; requested: number; used: number; capacity: number };
  /** The host port that is taken, and by whom. */
  port?: { port: number; protocol: string; by: Pod };
  /** The rule of affinity or spread that fails. */
  rule?: BrokenRule;
  /** The volume that cannot be had here. */
  volume?: VolumeTrouble;
}
