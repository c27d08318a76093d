import type { Known } from './build.ts';
import { binding } from './binding.ts';
import { placement } from './placement.ts';
import { preemption } from './preemption.ts';
import { resources } from './resources.ts';
import { storage } from './storage.ts';
import { topology } from './topology.ts';

/** Every case written by hand. */
export const allKnown: Known[] = [...placement, ...resources, ...storage, ...binding, ...topology, ...preemption];
