import { waitsForImage } from '../../model/pod-needs.ts';
import { readPullSecrets } from '../pull-secrets.ts';
import type { Read } from './define.ts';

/** Which Secrets there are for pulling images, while an image cannot be pulled. */
export const pullSecrets: Read = {
  most: (pod) => (waitsForImage(pod) ? 2 : 0),
  read: (ledger, { namespace }) => readPullSecrets(ledger, namespace),
};
