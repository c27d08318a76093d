// How long the commands take that need no cluster, against a bare Node: `npm run bench`.
import { alternate, type CommandLine } from './alternate.ts';
import { builtProgram } from './program.ts';

const program = await builtProgram();
const bare: CommandLine = [process.execPath, '-e', '0'];
for (const args of [['--version'], ['--help'], ['explain', 'CrashLoopBackOff']]) {
  await alternate(`k8sdoctor ${args.join(' ')} against node -e 0`, [process.execPath, program, ...args], bare, 20);
}
