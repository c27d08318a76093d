import type { Ref } from './finding.ts';

/** An object as kubectl takes it on the command line: `deployment/web`. */
export const kubectlRef = (ref: Ref | undefined): string | undefined => ref && `${ref.kind.toLowerCase()}/${ref.name}`;
