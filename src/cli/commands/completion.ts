import { DoctorError } from '../../model/error.ts';
import type { Handler } from '../commands.ts';
import { scripts, type Shell } from '../completion/scripts.ts';
import { EXIT } from '../exit-codes.ts';

const isShell = (word: string | undefined): word is Shell => word !== undefined && Object.hasOwn(scripts, word);

/** `k8sdoctor completion SHELL`: the script that shell sources. */
export const completion: Handler = ([shell], _flags, { io }) => {
  if (!isShell(shell)) {
    const all = Object.keys(scripts);
    throw new DoctorError(
      'usage',
      shell
        ? { en: `no completion for ${shell}`, zh: `不支持 ${shell} 的补全` }
        : { en: 'which shell?', zh: '要哪种 shell 的补全？' },
      {
        hint: {
          en: `there is: ${all.join(', ')}; for example: source <(k8sdoctor completion bash)`,
          zh: `可用：${all.join('、')}；例如：source <(k8sdoctor completion bash)`,
        },
      },
    );
  }
  io.stdout.write(scripts[shell]);
  return Promise.resolve(EXIT.clean);
};
