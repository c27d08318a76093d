import { bool, obj } from '../model/shape.ts';
import { pathOf } from '../model/resources.ts';
import type {
  ClusterWriter,
  EndOptions,
  EvictOutcome,
  NodeChange,
  PodKey,
  Right,
  WriteOutcome,
} from '../model/writer.ts';
import type { Change } from './http.ts';
import { evictOutcome, writeOutcome } from './outcome.ts';
import type { Session } from './session.ts';

const JSON_TYPE = 'application/json';
/** A change that is sent twice leaves the same: a merge patch says what is to be, not what to do. */
const MERGE = 'application/merge-patch+json';

const change = (method: Change['method'], body: object, contentType = JSON_TYPE): Change => ({
  method,
  contentType,
  body: JSON.stringify(body),
});

/** Evicts or deletes one pod: the uid makes sure that a pod which has taken its name is left alone. */
async function end(session: Session, { namespace, name, uid }: PodKey, options: EndOptions): Promise<EvictOutcome> {
  const path = pathOf('pods', namespace, name);
  const deleteOptions = {
    ...(options.gracePeriod !== undefined && { gracePeriodSeconds: options.gracePeriod }),
    ...(uid && { preconditions: { uid } }),
    ...(options.dryRun && { dryRun: ['All'] }),
  };
  if (options.delete) {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', ...deleteOptions };
    return evictOutcome(await session.write(path, change('DELETE', body)));
  }
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name, namespace }, deleteOptions };
  return evictOutcome(await session.write(`${path}/eviction`, change('POST', eviction)));
}

async function changeNode(session: Session, name: string, to: NodeChange): Promise<WriteOutcome> {
  const { unschedulable, annotations, resourceVersion, dryRun } = to;
  const body = {
    ...((annotations || resourceVersion) && {
      metadata: { ...(annotations && { annotations }), ...(resourceVersion && { resourceVersion }) },
    }),
    // as kubectl does it: false is not written but left out
    ...(unschedulable !== undefined && { spec: { unschedulable: unschedulable || null } }),
  };
  const path = `${pathOf('nodes', undefined, name)}${dryRun ? '?dryRun=All' : ''}`;
  return writeOutcome(await session.write(path, change('PATCH', body, MERGE)));
}

const review = obj({ status: obj({ allowed: bool }) });

async function may(session: Session, right: Right): Promise<boolean | undefined> {
  const body = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: right },
  };
  const got = await session.write('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', change('POST', body));
  if (!got.ok || got.answer.status !== 201) return undefined;
  return review(JSON.parse(got.answer.body))?.status?.allowed;
}

/** The writing half of a connection; `cordon`, `drain` and `uncordon` alone use it. */
export const writerFor = (session: Session): Pick<ClusterWriter, 'end' | 'changeNode' | 'may'> => ({
  end: (pod, options) => end(session, pod, options),
  changeNode: (name, to) => changeNode(session, name, to),
  may: (right) => may(session, right),
});
