import { list, num, obj, str } from '../model/shape.ts';
import type { EvictOutcome, WriteOutcome } from '../model/writer.ts';
import type { Answer } from './http.ts';
import type { Got } from './session.ts';

const status = obj({
  kind: str,
  status: str,
  reason: str,
  message: str,
  code: num,
  details: obj({ retryAfterSeconds: num, causes: list(obj({ reason: str, message: str })) }),
});

interface Said {
  code: number;
  reason: string;
  message: string;
  causes: { reason?: string; message?: string }[];
  retryAfter: number | undefined;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

/** What an answer says of itself. Some refusals come with HTTP 200 or 201 around a Status that says Failure. */
function saidBy(answer: Answer): Said {
  const found = status(parse(answer.body));
  const said = found?.kind === 'Status' ? found : undefined;
  const failed = said?.status === 'Failure';
  const header = Number.parseInt(answer.retryAfter ?? '', 10);
  return {
    code: failed ? (said.code ?? answer.status) : answer.status,
    reason: said?.reason ?? '',
    message: said?.message ?? (answer.body.trim().split('\n')[0]?.slice(0, 300) || `HTTP ${answer.status}`),
    causes: said?.details?.causes ?? [],
    retryAfter: said?.details?.retryAfterSeconds ?? (Number.isNaN(header) ? undefined : header),
  };
}

/** `admission webhook "x" denied the request: …`. Source: apiserver/pkg/admission/plugin/webhook/errors/statuserror.go. */
const WEBHOOK = /admission webhook "([^"]*)" denied the request/;
/** `failed calling webhook "x": …`: the webhook could not be asked. */
const WEBHOOK_DOWN = /failed calling webhook "([^"]*)"/;
const TWO_BUDGETS = /more than one PodDisruptionBudget/;
const BUDGET_NAME = /disruption budget (\S+) (?:needs|is still being)/;

function tooMany({ causes, message, retryAfter }: Said): EvictOutcome {
  const later = retryAfter ? { retryAfter } : {};
  const cause = causes.find(({ reason }) => reason === 'DisruptionBudget');
  if (!cause) return { kind: 'throttled', message, ...later };
  const words = cause.message ?? message;
  return { kind: 'budget', budget: BUDGET_NAME.exec(words)?.[1] ?? '', message: words, ...later };
}

const OK = new Set([200, 201, 202]);
/** The server is starting, ending or overloaded; the same request may well be answered later. */
const TROUBLE = new Set([408, 500, 502, 503, 504]);

/** What came of an eviction or deletion. A 409 says that another pod has the name by now, as the uid is part of the request. */
export function evictOutcome(got: Got): EvictOutcome {
  if (!got.ok) return { kind: 'unavailable', message: got.detail };
  const said = saidBy(got.answer);
  const { code, message, causes } = said;
  if (OK.has(code)) return { kind: 'accepted' };
  const webhook = WEBHOOK.exec(message)?.[1];
  if (webhook !== undefined) return { kind: 'webhook', webhook, message };
  const silent = WEBHOOK_DOWN.exec(message)?.[1];
  if (silent !== undefined) return { kind: 'webhook', webhook: silent, message };
  if (code === 404 || (code === 409 && /UID in (?:the )?precondition/.test(message))) return { kind: 'gone' };
  if (code === 429) return tooMany(said);
  if (code === 500 && TWO_BUDGETS.test(message)) return { kind: 'two-budgets', message };
  if (code === 403) {
    const ending = causes.some(({ reason }) => reason === 'NamespaceTerminating');
    return ending ? { kind: 'namespace-terminating', message } : { kind: 'forbidden', message };
  }
  return TROUBLE.has(code) || code === 409
    ? { kind: 'unavailable', message }
    : { kind: 'refused', status: code, message };
}

/** What came of a change of a Node. */
export function writeOutcome(got: Got): WriteOutcome {
  if (!got.ok) return { kind: 'unavailable', message: got.detail };
  const { code, message } = saidBy(got.answer);
  if (OK.has(code)) return { kind: 'written' };
  if (code === 404) return { kind: 'missing', message };
  if (code === 409) return { kind: 'conflict', message };
  if (code === 403) return { kind: 'forbidden', message };
  return TROUBLE.has(code) || code === 429
    ? { kind: 'unavailable', message }
    : { kind: 'refused', status: code, message };
}
