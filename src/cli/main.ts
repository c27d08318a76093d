import module from 'node:module'; // not by name: too old a Node lacks the function, and must get as far as the line below

/** The oldest Node that client-node 2 loads on. */
const NEEDED = [22, 19] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
  const zh = /^zh/i.test(process.env['LC_ALL'] ?? process.env['LANG'] ?? '');
  process.stderr.write(
    zh
      ? `错误：k8sdoctor 需要 Node ${NEEDED.join('.')} 或更高版本，当前为 ${process.versions.node}\n`
      : `error: k8sdoctor needs Node ${NEEDED.join('.')} or newer, this is ${process.versions.node}\n`,
  );
  process.exit(2);
}

module.enableCompileCache?.();
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0); // the reader (head, less) has seen enough
  throw error;
});
process.on('SIGINT', () => process.exit(130));

const { run } = await import('./run.ts');
const code = await run(process.argv.slice(2), process);
// kept connections would keep the process alive for a moment; the empty write waits for what is still being printed
process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
