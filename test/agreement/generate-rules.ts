import { HOST, namespaces, podSelector, topologyKeys, ZONE, zones, type World } from './vocabulary.ts';

const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';

function expression({ random }: World): object {
  const key = random.pick(['disk', 'cores', ZONE, 'rack']);
  const values: Record<string, string[]> = {
    disk: ['ssd', 'hdd'],
    cores: ['2', '4', '8', '4x'],
    [ZONE]: zones,
    rack: ['r1', 'r2'],
  };
  const operator = random.pick(['In', 'In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt']);
  if (operator === 'Gt' || operator === 'Lt') return { key: 'cores', operator, values: [String(random.int(1, 16))] };
  if (!operator.endsWith('In')) return { key, operator };
  const some = random.some(values[key] ?? []);
  return { key, operator, values: some.length > 0 ? some : [random.pick(values[key] ?? [])] };
}

function nameField({ random, nodes }: World): object {
  const name = nodes.length > 0 && random.chance(0.85) ? random.pick(nodes).metadata.name : 'nobody';
  return { key: 'metadata.name', operator: random.chance(0.85) ? 'In' : 'NotIn', values: [name] };
}

function term(world: World): object {
  const { random } = world;
  const byName = random.chance(0.25);
  const expressions = random.times(byName ? random.int(0, 1) : random.int(1, 2), () => expression(world));
  return {
    ...(expressions.length > 0 && { matchExpressions: expressions }),
    ...(byName && { matchFields: random.times(random.chance(0.85) ? 1 : 2, () => nameField(world)) }),
  };
}

/** Required node affinity, at times. */
export function nodeAffinityOf(world: World): object | undefined {
  const { random } = world;
  if (random.chance(0.35)) return undefined;
  return { [REQUIRED]: { nodeSelectorTerms: random.times(random.int(1, 2), () => term(world)) } };
}

/** What the API server adds for matchLabelKeys when it makes a pod; pods written past it need it written out. */
function withKeys(world: World, selector: object, labels: Record<string, string>, written: boolean): object {
  const { random } = world;
  if (random.chance(0.85)) return { labelSelector: selector };
  const [field, operator] = random.chance(0.6) ? ['matchLabelKeys', 'In'] : ['mismatchLabelKeys', 'NotIn'];
  if (JSON.stringify(selector).includes('"version"')) return { labelSelector: selector };
  const value = labels['version'];
  const own = selector as { matchExpressions?: object[] };
  const added = written && value !== undefined ? [{ key: 'version', operator, values: [value] }] : [];
  const expressions = [...(own.matchExpressions ?? []), ...added];
  return {
    labelSelector: { ...selector, ...(expressions.length > 0 && { matchExpressions: expressions }) },
    [field]: ['version'],
  };
}

function spaces({ random }: World): object {
  if (random.chance(0.6)) return {};
  return random.pick([
    { namespaces: [random.pick(namespaces)] },
    { namespaceSelector: {} },
    { namespaceSelector: { matchLabels: { team: random.pick(['ops', 'dev', 'none']) } } },
    { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['ops'] }] } },
    { namespaceSelector: { matchExpressions: [{ key: 'secret', operator: 'DoesNotExist' }] } },
    { namespaces: ['shop'], namespaceSelector: { matchLabels: { team: 'ops' } } },
  ]);
}

const podTerm = (world: World, labels: Record<string, string>, written: boolean): object => ({
  topologyKey: world.random.pick(topologyKeys),
  ...(world.random.chance(0.97) && withKeys(world, podSelector(world), labels, written)),
  ...spaces(world),
});

/** Required pod affinity and anti-affinity. `written`: for a pod that is written past the API server. */
export function affinityOf(world: World, labels: Record<string, string>, written: boolean): object {
  const { random } = world;
  const terms = (): object => ({
    [REQUIRED]: random.times(random.chance(0.7) ? 1 : 2, () => podTerm(world, labels, written)),
  });
  return {
    ...(random.chance(written ? 0.1 : 0.5) && { podAffinity: terms() }),
    ...(random.chance(written ? 0.9 : 0.6) && { podAntiAffinity: terms() }),
  };
}

/** Topology spread constraints. */
export function spreadOf(world: World): object[] {
  const { random } = world;
  const keys = random.chance(0.6) ? [random.pick([ZONE, HOST])] : random.some([ZONE, HOST, 'rack', 'disk'], 0.4);
  return keys.map((topologyKey) => {
    const hard = random.chance(0.85);
    const selector = podSelector(world);
    const keyed = random.chance(0.15) && !JSON.stringify(selector).includes('"version"');
    return {
      topologyKey,
      maxSkew: random.pick([1, 1, 2, 3]),
      whenUnsatisfiable: hard ? 'DoNotSchedule' : 'ScheduleAnyway',
      labelSelector: selector,
      ...(hard && random.chance(0.25) && { minDomains: random.int(1, 5) }),
      ...(random.chance(0.25) && { nodeAffinityPolicy: random.pick(['Honor', 'Ignore']) }),
      ...(random.chance(0.25) && { nodeTaintsPolicy: random.pick(['Honor', 'Ignore']) }),
      ...(keyed && { matchLabelKeys: ['version'] }),
    };
  });
}
