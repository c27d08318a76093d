import { claims } from './reads/claims.ts';
import { config } from './reads/config.ts';
import type { Read } from './reads/define.ts';
import { deletion } from './reads/deletion.ts';
import { dependencies } from './reads/dependency.ts';
import { initWaits } from './reads/init-wait.ts';
import { memory } from './reads/memory.ts';
import { nodes } from './reads/nodes.ts';
import { owners } from './reads/owners.ts';
import { preemptor } from './reads/preemptor.ts';
import { pullSecrets } from './reads/pull-secrets.ts';
import { sandbox } from './reads/sandbox.ts';
import { volumes } from './reads/volumes.ts';

/** All that a diagnosis of pods reads beside the pods, their events and their logs: one file each. */
export const reads: Read[] = [
  nodes,
  claims,
  owners,
  pullSecrets,
  config,
  initWaits,
  dependencies,
  volumes,
  sandbox,
  deletion,
  preemptor,
  memory,
];
