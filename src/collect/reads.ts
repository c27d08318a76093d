import { claims } from './reads/claims.ts';
import { config } from './reads/config.ts';
import type { Read } from './reads/define.ts';
import { initWaits } from './reads/init-wait.ts';
import { nodes } from './reads/nodes.ts';
import { owners } from './reads/owners.ts';
import { pullSecrets } from './reads/pull-secrets.ts';

/** All that a diagnosis of pods reads beside the pods, their events and their logs: one file each. */
export const reads: Read[] = [nodes, claims, owners, pullSecrets, config, initWaits];
