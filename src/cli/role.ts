import { beyond, type Access, type Beyond, type Verb } from '../collect/right.ts';
import { resources } from '../model/resources.ts';
import type { Lang, Text } from '../model/text.ts';

/** One rule of a role, with what it is for. */
export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: Verb[];
  resourceNames?: string[];
  why: Text[];
}

/** What the role is to allow, and where. */
export interface RoleChoice {
  name: string;
  /** A Role of one namespace instead of a ClusterRole. */
  namespaced: boolean;
  /** The Role's namespace; without it `kubectl apply -n` chooses. */
  namespace?: string;
  secrets: boolean;
  account?: { namespace: string; name: string };
}

interface Asked {
  group: string;
  resource: string;
  verbs: Set<Verb>;
  names: string[] | undefined;
  why: Set<Text>;
}

const isBeyond = (of: Access['of'][number]): of is Beyond => Object.hasOwn(beyond, of);

const placeOf = (of: Access['of'][number]): { group: string; resource: string; namespaced: boolean } => {
  if (isBeyond(of)) return { resource: of, ...beyond[of] };
  const { apiVersion, namespaced, plural = of } = resources[of];
  return { group: apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '', resource: plural, namespaced };
};

const within = ({ namespace }: Access, choice: RoleChoice): boolean =>
  !choice.namespaced || !namespace || namespace === choice.namespace;

/** What is asked of each resource by all of the entries together. */
function gather(entries: Access[], choice: RoleChoice): Asked[] {
  const asked = new Map<string, Asked>();
  for (const entry of entries.filter((one) => within(one, choice))) {
    for (const of of entry.of) {
      const { group, resource, namespaced } = placeOf(of);
      if ((choice.namespaced && !namespaced) || (!choice.secrets && of === 'secrets')) continue;
      const key = `${group}/${resource}/${entry.names?.join() ?? ''}`;
      const one = asked.get(key) ?? { group, resource, verbs: new Set(), names: entry.names, why: new Set() };
      for (const verb of entry.verbs) one.verbs.add(verb);
      one.why.add(entry.why);
      asked.set(key, one);
    }
  }
  return [...asked.values()];
}

/** The rules that allow what the entries ask for and nothing else: one for what has its group, verbs and purpose in common. */
export function rulesFor(entries: Access[], choice: RoleChoice): Rule[] {
  const alike = Map.groupBy(
    gather(entries, choice),
    ({ group, verbs, names, why }) =>
      `${group} ${[...verbs].toSorted().join()} ${names?.join() ?? ''} ${[...why].map(({ en }) => en).join()}`,
  );
  return [...alike.values()].flatMap(([first, ...others]) =>
    first
      ? [
          {
            apiGroups: [first.group],
            resources: [first, ...others].map(({ resource }) => resource),
            verbs: [...first.verbs].toSorted(),
            ...(first.names && { resourceNames: first.names }),
            why: [...first.why],
          },
        ]
      : [],
  );
}

/** What the entries ask for that a Role of a namespace cannot allow. */
export const beyondNamespace = (entries: Access[], choice: RoleChoice): string[] => [
  ...new Set(
    entries.flatMap((entry) =>
      entry.of.filter((of) => !placeOf(of).namespaced || !within(entry, choice)).map((of) => placeOf(of).resource),
    ),
  ),
];

const GROUP = 'rbac.authorization.k8s.io';

/** The role, and the binding that gives it to an account, as the API takes them. */
export function roleObjects(rules: Rule[], { name, namespaced, namespace, account }: RoleChoice): object[] {
  const metadata = { name, ...(namespaced && namespace && { namespace }) };
  const kind = namespaced ? 'Role' : 'ClusterRole';
  const role = {
    apiVersion: `${GROUP}/v1`,
    kind,
    metadata,
    rules: rules.map(({ apiGroups, resources: of, verbs, resourceNames }) => ({
      apiGroups,
      resources: of,
      verbs,
      ...(resourceNames && { resourceNames }),
    })),
  };
  const binding = account && {
    apiVersion: `${GROUP}/v1`,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: GROUP, kind, name },
    subjects: [{ kind: 'ServiceAccount', name: account.name, namespace: account.namespace }],
  };
  return binding ? [role, binding] : [role];
}

const PLAIN = /^(?!(?:true|false|null|yes|no|on|off|y|n)$)[a-z][a-z0-9./-]*$/;
const word = (value: string): string => (PLAIN.test(value) ? value : JSON.stringify(value));

function yaml(value: unknown, indent: string): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) => {
      const [first = '', ...rest] = yaml(item, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  }
  return Object.entries(value as Record<string, unknown>).flatMap(([key, entry]) => {
    if (typeof entry === 'string')
      return [`${indent}${key}: ${PLAIN.test(entry) || /^[A-Z]\w*$/.test(entry) ? entry : word(entry)}`];
    if (Array.isArray(entry) && entry.every((item) => typeof item === 'string'))
      return [`${indent}${key}: [${entry.map(word).join(', ')}]`];
    return [`${indent}${key}:`, ...yaml(entry, `${indent}  `)];
  });
}

/** The objects as YAML, each rule below a comment that says what it is for. */
export function roleYaml(rules: Rule[], choice: RoleChoice, lang: Lang, remarks: Text[]): string {
  const [role, ...others] = roleObjects(rules, choice) as Record<string, unknown>[];
  const { rules: _, ...head } = role ?? {};
  const lines = [
    ...remarks.map((remark) => `# ${remark[lang]}`),
    ...yaml(head, ''),
    'rules:',
    ...rules.flatMap(({ why, ...rule }) => [`  # ${why.map((text) => text[lang]).join(' · ')}`, ...yaml([rule], '  ')]),
    ...others.flatMap((object) => ['---', ...yaml(object, '')]),
  ];
  return `${lines.join('\n')}\n`;
}
