import { join } from 'node:path';
import type { Report } from '../../model/finding.ts';
import { DoctorError } from '../../model/error.ts';
import { nearest } from '../../model/near.ts';
import type { Lang } from '../../model/text.ts';
import { builtinLibrary } from '../../playbook/builtin.ts';
import type { Library } from '../../playbook/library.ts';
import { render } from '../../render/render.ts';
import { renderTable } from '../../render/table.ts';
import { reportOn } from '../check-fixtures.ts';
import type { Context, Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import { packageRoot, readFixtures, type Fixture, type Recording } from '../fixture.ts';
import type { Flags } from '../flags.ts';
import { useColor, widthOf } from '../output.ts';

/** One recorded state, under the name `demo NAME` takes. */
interface Case {
  name: string;
  symptom: string;
  recording: Recording;
}

/** The recorded clusters: the first recording of each cause, and the healthy ones. Near misses made from others are no recordings. */
const casesOf = (fixtures: Map<string, Fixture>): Case[] =>
  [...fixtures.values()].flatMap(({ id, found, clear }) => {
    const recording = found[0] ?? clear[0];
    return recording?.objects && recording.source && !recording.from
      ? [{ name: id, symptom: id.split('/')[0] ?? id, recording }]
      : [];
  });

async function show(report: Report, lang: Lang, flags: Flags, { io }: Context): Promise<void> {
  io.stdout.write(await render(report, 'text', { lang, color: useColor(flags, io), width: widthOf(io) }));
}

/** The cases shown in full: what people meet most. All others are in the list below them. */
const IN_FULL = [
  'crash-loop/out-of-memory',
  'image-pull/tag-not-found',
  'pending/insufficient-resources',
  'container-create/configmap-missing',
  'not-ready/wrong-port',
  'terminating/finalizer',
];

const HEADS = {
  intro: {
    en: 'Recorded on real clusters; nothing is read from a cluster now. A few cases in full:\n',
    zh: '以下内容录自真实集群，此刻不会访问任何集群。完整展示几例：\n',
  },
  other: { en: '\nThe same diagnosis in Chinese (--lang zh):\n\n', zh: '\n同一诊断的英文输出（--lang en）：\n\n' },
  all: { en: '\nEvery recorded case and what is found:\n', zh: '\n全部录制案例及诊断结果：\n' },
  end: {
    en: '\nOne in full: k8sdoctor demo NAME    a real cluster: k8sdoctor pod NAME -n NAMESPACE\n',
    zh: '\n完整查看一例：k8sdoctor demo 名称    诊断真实集群：k8sdoctor pod 名称 -n 命名空间\n',
  },
};

async function showAll(cases: Case[], library: Library, flags: Flags, context: Context): Promise<void> {
  const { lang, io } = context;
  const reports = new Map<string, Report>();
  for (const { name, recording } of cases) reports.set(name, await reportOn(recording, library));
  io.stdout.write(HEADS.intro[lang]);
  const broken = cases.filter(({ symptom }) => symptom !== 'healthy');
  const firsts = IN_FULL.flatMap((name) => broken.find((candidate) => candidate.name === name) ?? []);
  for (const { name } of firsts) {
    io.stdout.write(`\n$ k8sdoctor demo ${name}\n`);
    const report = reports.get(name);
    if (report) await show(report, lang, flags, context);
  }
  const last = reports.get(firsts.at(-1)?.name ?? '');
  io.stdout.write(HEADS.other[lang]);
  if (last) await show(last, lang === 'en' ? 'zh' : 'en', flags, context);
  io.stdout.write(HEADS.all[lang]);
  const rows = cases.map(({ name }) => {
    const report = reports.get(name);
    return [name, report?.findings[0]?.title[lang] ?? { en: 'nothing wrong found', zh: '未发现问题' }[lang]];
  });
  io.stdout.write(renderTable(rows, { width: widthOf(io) }));
  io.stdout.write(HEADS.end[lang]);
}

/** `k8sdoctor demo [NAME]`: the recorded clusters in `fixtures/`. Its exit code is 0: what it finds is the point. */
export const demo: Handler = async ([name], flags, context) => {
  const [fixtures, library] = await Promise.all([readFixtures(join(packageRoot(), 'fixtures')), builtinLibrary()]);
  const cases = casesOf(fixtures);
  if (!name) {
    await showAll(cases, library, flags, context);
    return EXIT.clean;
  }
  const one = cases.find((candidate) => candidate.name === name);
  if (!one) {
    const near = nearest(
      name,
      cases.map((candidate) => candidate.name),
    );
    throw new DoctorError(
      'usage',
      { en: `no recorded case ${name}`, zh: `没有名为 ${name} 的录制案例` },
      {
        hint: near.length
          ? { en: `near: ${near.join(', ')}`, zh: `相近的有：${near.join('、')}` }
          : { en: 'all: k8sdoctor demo', zh: '全部案例：k8sdoctor demo' },
      },
    );
  }
  await show(await reportOn(one.recording, library), context.lang, flags, context);
  return EXIT.clean;
};
