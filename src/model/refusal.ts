/** Who refused a pod before it existed. */
export type Refuser =
  | 'quota'
  | 'quota-unspecified' // the quota counts something that the template does not state
  | 'limit-range'
  | 'pod-security'
  | 'pod-security-policy'
  | 'service-account'
  | 'priority-class'
  | 'runtime-class'
  | 'webhook-down'
  | 'webhook'
  | 'policy'
  | 'terminating'
  | 'exists'
  | 'rights'
  | 'invalid'
  | 'other';

/** A refusal to create a pod, taken apart. */
export interface Refusal {
  by: Refuser;
  /** The quota, ServiceAccount, class, webhook or policy that refused or is missing. */
  name: string | null;
  /** What it said, without the words around it. */
  detail: string;
  /** Its single complaints, where it lists some. */
  items: string[];
}

/** `Error creating: pods "web-x" is forbidden: …` without what only says that creating failed, and without the pod's random name. */
export const refusalText = (message: string): string =>
  message
    .replace(/^\(combined from similar events\): /, '')
    .replace(/^(?:Error creating: |create Pod \S+ in StatefulSet \S+ failed error: |failed to create pods?: )/, '')
    .replace(/^(?:pods|Pod) "[^"]*" (?:is forbidden|is invalid): /, '')
    .trim();

/** `a=1,b=2` as names and values. */
const pairs = (text = ''): Map<string, string> =>
  new Map(
    text
      .split(',')
      .flatMap((pair) => [/^\s*([^=\s]+)=(\S*)\s*$/.exec(pair)].flatMap((m) => (m ? [[m[1] ?? '', m[2] ?? '']] : []))),
  );

/** What is used, what is asked for and what the quota allows, as `pods 5 + 1 > 5`. */
function exceeded(match: RegExpExecArray): Refusal {
  const [, name = null, requested, used, limited] = match;
  const [asks, has, may] = [pairs(requested), pairs(used), pairs(limited)];
  const items = [...asks].map(
    ([resource, amount]) => `${resource} ${has.get(resource) ?? '?'} + ${amount} > ${may.get(resource) ?? '?'}`,
  );
  return { by: 'quota', name, detail: match[0], items };
}

/** Complaints in a list that commas divide, except those within parentheses: `a (x, y), b`. */
const listed = (text: string): string[] => {
  const items: string[] = [];
  let depth = 0;
  let item = '';
  for (const char of text.slice(0, 4000)) {
    if (char === '(' || char === '[') depth += 1;
    if (char === ')' || char === ']') depth -= 1;
    if (char === ',' && depth === 0) {
      items.push(item.trim());
      item = '';
    } else item += char;
  }
  return [...items, item.trim()].filter(Boolean);
};

const one =
  (by: Refuser, items: (detail: string) => string[] = () => []) =>
  (match: RegExpExecArray): Refusal => {
    const detail = match[2]?.trim() ?? match[0];
    return { by, name: match[1] ?? null, detail, items: items(detail) };
  };

/** Wording: apiserver and kubernetes plugin/pkg/admission of 1.34; each pattern is tried on the text without its frame, in this order. */
const PATTERNS: [RegExp, (match: RegExpExecArray) => Refusal][] = [
  [/exceeded quota: ([^\s,]+), requested: (\S+), used: (\S+), limited: (\S+)/, exceeded],
  [/failed quota: ([^\s,:]+): must specify ([^\n]+)/, one('quota-unspecified', (text) => text.split(/;\s*/))],
  [/violates PodSecurity "([^"]+)": ([^\n]+)/, one('pod-security', listed)],
  [
    /(?:unable to validate against any|unable to (?:admit|validate) pod: )\s?(pod security policy|security context constraints?|PodSecurityPolicy)?:? ?([^\n]*)/i,
    one('pod-security-policy'),
  ],
  [/error looking up service account \S+?\/(\S+?): ([^\n]+)/, one('service-account')],
  [/no PriorityClass with name (\S+) was found/, one('priority-class')],
  [/RuntimeClass "?([^\s"]+)"? not found/, one('runtime-class')],
  [/failed calling webhook "([^"]+)":? ?([^\n]*)/, one('webhook-down')],
  [/admission webhook "([^"]+)" denied the request(?:: ?)?([^]*)/, one('webhook')],
  [/ValidatingAdmissionPolicy '([^']+)' with binding '[^']+' denied request: ([^\n]+)/, one('policy')],
  [/(?:unable to create new content in namespace (\S+) )?because it is being terminated/, one('terminating')],
  [
    /()((?:minimum|maximum) \S+ usage per (?:Container|Pod|PersistentVolumeClaim) is [^\n]+|\S+ max limit to request ratio per [^\n]+)/,
    one('limit-range', (text) => listed(text.replace(/\]$/, '')).reduce<string[]>(joined, [])),
  ],
  [/()(User "system:serviceaccount:kube-system:[^"]+" cannot [^\n]+)/, one('rights')],
  [/(?:object is being deleted: )?pods? "([^"]+)" already exists/, one('exists')],
  [
    /()((?:spec|metadata)[.\w[\]]*: (?:Invalid value|Required value|Duplicate value|Forbidden|Unsupported value|Not found|Too \w+)[^\n]*)/,
    one('invalid'),
  ],
];

/** `maximum memory usage per Container is 64Mi, but limit is 128Mi` holds a comma of its own. */
function joined(items: string[], part: string): string[] {
  const last = items.at(-1);
  return last !== undefined && part.startsWith('but ') ? [...items.slice(0, -1), `${last}, ${part}`] : [...items, part];
}

/** A message about a pod that could not be created, taken apart. */
export function parseRefusal(message: string): Refusal {
  const text = refusalText(message);
  for (const [pattern, take] of PATTERNS) {
    const match = pattern.exec(text);
    if (match) return take(match);
  }
  return { by: 'other', name: null, detail: text, items: [] };
}

/** The Service behind a webhook that could not be called: `Post "https://policy.tools.svc:443/…"`. */
export function webhookBackend(detail: string): { namespace: string; service: string } | undefined {
  const [, service, namespace] = /https:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc\b/.exec(detail) ?? [];
  return service && namespace ? { service, namespace } : undefined;
}
