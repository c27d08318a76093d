// What a scan needs beside the engine of every diagnosis: loaded as one piece.
export { collectScan } from '../collect/scan.ts';
export { choose, leftOutBy } from '../diagnose/choose.ts';
export { kindsFor } from '../diagnose/needs.ts';
export { diagnoseScan } from '../diagnose/scan.ts';
