// What a diagnosis needs once the cluster has answered: loaded as one piece, while the requests are on their way.
export { choose, leftOutBy } from '../diagnose/choose.ts';
export { diagnoseSelection } from '../diagnose/selection.ts';
export { withNodes } from './nodes.ts';
export { sayLedger } from './verbose.ts';
export { print } from './output.ts';
