import type { Event } from './objects.ts';
import { parseTime } from './time.ts';

/**
 * When an event was last seen, in milliseconds. `lastTimestamp` is null on events written through the new API
 * (the scheduler's), so: series, last, event time, first, creation (kubernetes/kubernetes#36304).
 */
export const lastSeen = (event: Event): number =>
  parseTime(event.series?.lastObservedTime) ??
  parseTime(event.lastTimestamp) ??
  parseTime(event.eventTime) ??
  parseTime(event.firstTimestamp) ??
  parseTime(event.metadata.creationTimestamp) ??
  0;

/** When an event was first seen, in milliseconds. */
export const firstSeen = (event: Event): number =>
  parseTime(event.firstTimestamp) ?? parseTime(event.eventTime) ?? parseTime(event.metadata.creationTimestamp) ?? 0;

/** How often an event was seen; similar events folded together make it a lower bound. */
export const timesSeen = (event: Event): number => event.series?.count ?? event.count ?? 1;
