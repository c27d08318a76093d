// What a diagnosis needs once the cluster has answered: loaded as one piece, while the requests are on their way.
export { choose } from '../diagnose/diagnose.ts';
export { diagnoseSelection } from '../diagnose/selection.ts';
export { print } from './output.ts';
