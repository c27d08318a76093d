import { defineFact, refTo, type Row } from '../define.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { ObjectOf } from '../../model/objects.ts';
import { endpointsByService } from '../../model/endpoints.ts';

type Configuration = ObjectOf<'validatingwebhookconfigurations'>;
type Webhook = NonNullable<Configuration['webhooks']>[number];

const KINDS = [
  ['validatingwebhookconfigurations', 'ValidatingWebhookConfiguration'],
  ['mutatingwebhookconfigurations', 'MutatingWebhookConfiguration'],
] as const;

/** What it is asked about: `create, update of pods, deployments`. */
function scopeOf({ rules = [] }: Webhook): string {
  const operations = [...new Set(rules.flatMap((rule) => rule.operations ?? []))].map((word) => word.toLowerCase());
  const resources = [...new Set(rules.flatMap((rule) => rule.resources ?? []))];
  return `${operations.join(', ').replace('*', 'any change')} of ${resources.join(', ').replace('*', 'everything')}`;
}

const isAsked = ({ rules = [] }: Webhook): boolean => rules.some((rule) => (rule.resources ?? []).length > 0);

function row(kind: string, configuration: Configuration, webhook: Webhook, cluster: Cluster): Row[] {
  const { namespace, name } = webhook.clientConfig?.service ?? {};
  if (!namespace || !name || !isAsked(webhook)) return []; // one at a URL cannot be judged from here
  const service = cluster.find('services', namespace, name);
  const missing = cluster.isMissing('services', namespace, name);
  const known = cluster.hasRead('endpointslices');
  if (!service && !missing) return [];
  const { ready, all } = endpointsByService(cluster).get(`${namespace}/${name}`) ?? { ready: 0, all: 0 };
  return [
    {
      target: refTo(kind, configuration),
      what: webhook.name ?? '',
      failurePolicy: webhook.failurePolicy ?? 'Fail',
      service: name,
      serviceNamespace: namespace,
      missing,
      down: missing || (known && ready === 0),
      ready,
      all,
      scope: scopeOf(webhook),
      ownNamespace: webhook.namespaceSelector === undefined || Object.keys(webhook.namespaceSelector).length === 0,
      configKind: kind.toLowerCase(),
    },
  ];
}

/** Admission webhooks served in the cluster, and whether anything answers behind their Service. */
export default defineFact({
  needs: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'services', 'endpointslices'],
  derive: (cluster) =>
    KINDS.flatMap(([plural, kind]) =>
      cluster
        .examined(plural)
        .flatMap((configuration) =>
          (configuration.webhooks ?? []).flatMap((webhook) => row(kind, configuration, webhook, cluster)),
        ),
    ),
});
