import { run } from '../../src/cli/run.ts';
import type { Log } from './assets/once.ts';

/** Waits with `k8sdoctor check` until targets are ready; what it says of one that is not is the error. */
export async function untilReady(kubeconfig: string, args: string[], log: Log): Promise<void> {
  let said = '';
  const hear = (text: string): void => {
    said += text;
  };
  const code = await run(['check', ...args, '--kubeconfig', kubeconfig, '--lang', 'en'], {
    stdout: { write: hear },
    stderr: {
      write(text) {
        hear(text);
        log(text.trimEnd());
      },
    },
    stdin: (async function* () {})(),
    env: process.env,
  });
  if (code !== 0) throw new Error(`k8sdoctor check ended with ${code}:\n${said}`);
}
