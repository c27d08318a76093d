import { collectSnapshot } from '../../collect/clusterwide.ts';
import { saveSnapshot } from '../../collect/save.ts';
import { DoctorError } from '../../model/error.ts';
import type { Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import { withProgress } from '../progress.ts';
import { connectTo, recordingFrom } from '../source.ts';

/** `k8sdoctor snapshot -o DIR|FILE.tgz`. */
export const snapshot: Handler = async (_words, flags, context) => {
  const { output, allNamespaces, ...others } = flags as Omit<typeof flags, 'output'> & {
    output?: string;
    allNamespaces?: boolean;
  };
  if (!output) {
    throw new DoctorError('usage', {
      en: 'where to? give -o DIR or -o FILE.tgz',
      zh: '保存到哪里？请指定 -o 目录 或 -o 文件.tgz',
    });
  }
  const collected = await withProgress({ en: 'recording the cluster', zh: '正在录制集群' }, context, async () => {
    if (others.from) return recordingFrom(others.from, context.io);
    const reader = await connectTo(others, context.io);
    return collectSnapshot(
      reader,
      allNamespaces ? { all: true, logs: true } : { namespaces: [reader.namespace], logs: true },
    );
  });
  if (others.verbose) (await import('../verbose.ts')).sayLedger(collected.coverage, context.io);
  await saveSnapshot(collected, output);
  const count = Object.values(collected.objects).reduce((sum, objects) => sum + (objects?.length ?? 0), 0);
  const said = {
    en: `saved ${count} objects and ${collected.logs.length} logs, redacted, in ${output}\nread it with: k8sdoctor pod NAME --from ${output}\n`,
    zh: `已脱敏保存 ${count} 个对象和 ${collected.logs.length} 份日志到 ${output}\n读取方式：k8sdoctor pod 名称 --from ${output}\n`,
  };
  if (!others.quiet) context.io.stdout.write(said[context.lang]);
  return EXIT.clean;
};
