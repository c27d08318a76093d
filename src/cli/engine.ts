// What a diagnosis needs once the cluster has answered: loaded as one piece, while the requests are on their way.
export { choose, diagnosePod } from '../diagnose/diagnose.ts';
export { print } from './output.ts';
