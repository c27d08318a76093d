import { collectSnapshot } from '../../collect/clusterwide.ts';
import { saveSnapshot } from '../../collect/save.ts';
import { DoctorError } from '../../model/error.ts';
import type { ClusterReader } from '../../model/reader.ts';
import { safe } from '../../render/safe.ts';
import type { Context } from '../commands.ts';

/** Saves a redacted recording of namespaces, with logs, and says where; that it could not be is told, and changes nothing else. */
export async function capture(
  path: string,
  namespaces: string[],
  reader: ClusterReader,
  context: Context,
): Promise<void> {
  const { lang, io } = context;
  try {
    await saveSnapshot(await collectSnapshot(reader, { namespaces, logs: true }), path);
    const where = safe(path);
    const said = {
      en: `saved a redacted snapshot of ${namespaces.join(', ')} in ${where}; read it with: k8sdoctor pod NAME --from ${where}`,
      zh: `已将 ${namespaces.join('、')} 的脱敏快照保存到 ${where}；读取方式：k8sdoctor pod 名称 --from ${where}`,
    };
    io.stderr.write(`${said[lang]}\n`);
  } catch (error) {
    if (!(error instanceof DoctorError)) throw error;
    const failed = { en: 'no snapshot was saved', zh: '未能保存快照' };
    io.stderr.write(`${failed[lang]}${lang === 'zh' ? '：' : ': '}${safe(error.text[lang])}\n`);
  }
}
