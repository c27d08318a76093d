import type { LogQuery, LogResult } from '../model/reader.ts';
import { wordsOf } from './list.ts';
import type { Session } from './session.ts';

const LIMIT_BYTES = 256 * 1024;
/** The API server asks the kubelet, and waits long for a dead one; one log is not worth that. */
const TIMEOUT = 10_000;

/** A running container runtime without the log's file answers so, with status 200. Source: pkg/kubelet/kuberuntime logs. */
const GONE =
  /^(?:unable to retrieve container logs for |failed to (?:try resolving symlinks in|open log file|watch file) )/;
/** Source: pkg/kubelet/kubelet_pods.go, validateContainerLogStatus, and pkg/registry/core/pod/strategy.go. */
const NEVER_WAS =
  /previous terminated container .* not found|is waiting to start|is not valid for pod|is terminated|not available/;

/** Reads the tail of one container's log. */
export async function readLog(
  session: Session,
  { namespace, pod, container, previous, tailLines }: LogQuery,
): Promise<LogResult> {
  const parameters = new URLSearchParams({ container, tailLines: `${tailLines}`, limitBytes: `${LIMIT_BYTES}` });
  if (previous) parameters.set('previous', 'true');
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log?${parameters}`;
  const got = await session.get(path, '*/*', { retry: false, timeout: TIMEOUT });
  if (!got.ok) return { outcome: 'failed', detail: got.detail };
  const { answer } = got;
  if (answer.status === 200) {
    const gone = GONE.test(answer.body) && answer.body.trim().split('\n').length === 1;
    return gone
      ? { outcome: 'absent', detail: answer.body.trim().slice(0, 300) }
      : { outcome: 'read', text: answer.body };
  }
  const { message } = wordsOf(answer);
  if (answer.status === 403) return { outcome: 'denied', detail: message };
  if (answer.status === 404 || (answer.status === 400 && NEVER_WAS.test(message)))
    return { outcome: 'absent', detail: message };
  return { outcome: 'failed', detail: message };
}
