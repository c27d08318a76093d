import { access } from '../../collect/access.ts';
import type { Access } from '../../collect/right.ts';
import { DoctorError } from '../../model/error.ts';
import { nearest } from '../../model/near.ts';
import { objectKinds, type ExaminedKind } from '../../model/object-kinds.ts';
import type { Kind } from '../../model/objects.ts';
import { kindOfAlias, kinds, resources } from '../../model/resources.ts';
import type { Text } from '../../model/text.ts';
import type { Handler } from '../commands.ts';
import { EXIT } from '../exit-codes.ts';
import type { Flags } from '../flags.ts';
import { beyondNamespace, roleObjects, rulesFor, roleYaml, type RoleChoice } from '../role.ts';

/** The flags of `rbac` beside those of every command. */
type RbacFlags = Omit<Flags, 'output'> & {
  output?: 'yaml' | 'json';
  namespaced?: boolean;
  serviceAccount?: string;
  name?: string;
  secrets?: boolean;
  for?: string[];
  disableEviction?: boolean;
};

type Command = keyof typeof access;

const workloads = kinds.filter((kind) => /^(?:apps|batch)\//.test(resources[kind].apiVersion));

/** What the command for a kind is called: `deployment`. */
const commandOf = (kind: Kind): string => resources[kind].kind.toLowerCase();

/** The commands that read a cluster, and what each asks for. */
const ACCESS = new Map<string, Command>([
  ['pod', 'pod'],
  ...workloads.map((kind) => [commandOf(kind), 'workload'] as const), // `deployment` and its like ask for the same
  ...(Object.keys(objectKinds) as ExaminedKind[]).map((kind) => [commandOf(kind), kind] as const),
  ['scan', 'scan'],
  ['check', 'check'],
  ['fit', 'fit'],
  ['snapshot', 'snapshot'],
  ['maintenance', 'maintenance'],
  ['cordon', 'cordon'],
  ['drain', 'drain'],
  ['uncordon', 'uncordon'],
]);

/** The commands that use a cluster, and with it need rights. */
export const readingCommands = [...ACCESS.keys()];

const CUSTOM: Text = {
  en: 'check: custom resources, and kinds of manifests beside these, need list and watch of their own.',
  zh: 'check：自定义资源以及清单中的其他类型，需另外授予 list 和 watch。',
};

const changes = (command: Command): boolean => access[command].some(({ verbs }) => verbs.includes('patch'));

function commandsFor(words: string[]): string[] {
  // the right to change anything is only given when it is asked for by name
  if (words.length === 0) return [...ACCESS].filter(([, command]) => !changes(command)).map(([name]) => name);
  return words.map((word) => {
    const kind = kindOfAlias(word);
    const name = kind ? commandOf(kind) : word;
    if (ACCESS.has(name)) return name;
    const near = nearest(word, readingCommands);
    throw new DoctorError(
      'usage',
      { en: `${word} is no command that uses a cluster`, zh: `${word} 不是访问集群的命令` },
      {
        hint: {
          en: `there is: ${(near.length ? near : readingCommands).join(', ')}`,
          zh: `可用：${(near.length ? near : readingCommands).join('、')}`,
        },
      },
    );
  });
}

/** What a command asks for; a drain that deletes needs another right than one that evicts. */
function entriesFor(chosen: string[], { disableEviction }: RbacFlags): Access[] {
  if (disableEviction && !chosen.includes('drain')) {
    throw new DoctorError(
      'usage',
      { en: '--disable-eviction goes with drain alone', zh: '--disable-eviction 只用于 drain' },
      { hint: { en: 'k8sdoctor rbac drain --disable-eviction', zh: 'k8sdoctor rbac drain --disable-eviction' } },
    );
  }
  const asked = chosen.map((name) => (disableEviction && name === 'drain' ? 'deletion' : ACCESS.get(name)));
  return [...new Set(asked)].flatMap((command) => (command ? access[command] : []));
}

const EVICTING: Text = {
  en: 'drain --disable-eviction deletes pods instead of evicting them, which is another right: k8sdoctor rbac drain --disable-eviction prints it.',
  zh: 'drain --disable-eviction 会删除 Pod 而不是驱逐，所需权限不同：见 k8sdoctor rbac drain --disable-eviction。',
};

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

function named(value: string, flag: string): string {
  if (NAME.test(value)) return value;
  throw new DoctorError(
    'usage',
    { en: `${flag} ${value}: not a Kubernetes name`, zh: `${flag} ${value}：不是合法的 Kubernetes 名称` },
    {
      hint: {
        en: 'lower case letters, digits, - and . are allowed',
        zh: '只允许小写字母、数字、- 和 .',
      },
    },
  );
}

function accountOf(value: string | undefined): RoleChoice['account'] {
  if (value === undefined) return undefined;
  const [namespace, name, more] = value.split(/[/:]/);
  if (!namespace || !name || more !== undefined) {
    throw new DoctorError(
      'usage',
      { en: `--service-account ${value}: no namespace and name`, zh: `--service-account ${value}：缺少命名空间或名称` },
      { hint: { en: 'write NAMESPACE/NAME', zh: '请写成 命名空间/名称' } },
    );
  }
  return { namespace: named(namespace, '--service-account'), name: named(name, '--service-account') };
}

function choiceOf(flags: RbacFlags): RoleChoice {
  const account = accountOf(flags.serviceAccount);
  const namespace = flags.namespace === undefined ? undefined : named(flags.namespace, '--namespace');
  return {
    name: named(flags.name ?? 'k8sdoctor', '--name'),
    namespaced: Boolean(flags.namespaced ?? namespace),
    ...(namespace && { namespace }),
    secrets: flags.secrets ?? true,
    ...(account && { account }),
  };
}

const SECRETS: Text = {
  en: 'secrets: k8sdoctor asks for metadata only, but RBAC cannot say so: this rule lets its holder read values as well. --no-secrets leaves it out; a missing pull secret is then told as not seen.',
  zh: 'secrets：k8sdoctor 只请求元数据，但 RBAC 无法这样限定：持有该权限者也能读取其内容。可用 --no-secrets 去掉，此时无法判断拉取凭据是否缺失，报告会说明。',
};

function remarksOn(entries: Access[], choice: RoleChoice, given: string[]): Text[] {
  const list = given.map((command) => `k8sdoctor ${command}`);
  const beyond = choice.namespaced ? beyondNamespace(entries, choice) : [];
  const asksSecrets = entries.some(({ of }) => of.includes('secrets'));
  return [
    { en: `All that may be asked for by: ${list.join(', ')}.`, zh: `${list.join('、')} 需要的全部权限，别无其他。` },
    ...(beyond.length > 0
      ? [
          {
            en: `A Role cannot allow what lies outside of its namespace, which is then told as not seen: ${beyond.join(', ')}.`,
            zh: `Role 无法授予命名空间以外的权限，相关内容会列为“未能查看”：${beyond.join('、')}。`,
          },
        ]
      : []),
    ...(asksSecrets && choice.secrets ? [SECRETS] : []),
    ...(given.includes('check') ? [CUSTOM] : []),
    ...(entries.some(({ of }) => of.includes('pods/eviction')) ? [EVICTING] : []),
  ];
}

/** `k8sdoctor rbac [COMMAND…]`: the role that allows what these commands ask for, and nothing else. */
export const rbac: Handler = async (words, given, { lang, io }) => {
  const flags = given as RbacFlags;
  const further = (flags.for ?? []).flatMap((value) => value.split(','));
  const chosen = [...new Set(commandsFor([...words, ...further]))];
  const choice = choiceOf(flags);
  const entries = entriesFor(chosen, flags);
  const rules = rulesFor(entries, choice);
  if (flags.quiet) return EXIT.clean;
  if (flags.output === 'json') {
    const items = roleObjects(rules, choice);
    io.stdout.write(`${JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 2)}\n`);
  } else io.stdout.write(roleYaml(rules, choice, lang, remarksOn(entries, choice, chosen)));
  return EXIT.clean;
};
