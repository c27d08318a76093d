import type { Text } from './text.ts';

/** What went wrong, as a stable code for scripts and tests; `cli/exit-codes.ts` maps each to an exit code. */
export type ErrorCode =
  | 'usage' // the command line is wrong
  | 'input' // a file given by the user is wrong
  | 'playbook' // a playbook file is wrong
  | 'kubeconfig' // the kubeconfig is missing or wrong
  | 'not-found' // the named object does not exist
  | 'unauthorized' // the server does not accept our identity (401)
  | 'denied' // the server accepts us but not this request (403)
  | 'unreachable' // no connection to the API server
  | 'server' // the server answered, but with a failure of its own
  | 'bug'; // a failure of ours

/** Known across copies of this module: each file of the built program has its own. */
const BRAND = Symbol.for('k8sdoctor.DoctorError');

/** The one error class: one line that names the thing, a hint that names the remedy, and the cause for `-v`. */
export class DoctorError extends Error {
  readonly code: ErrorCode;
  readonly text: Text;
  readonly hint: Text | undefined;
  readonly [BRAND] = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  constructor(code: ErrorCode, text: Text, options: { hint?: Text; cause?: unknown } = {}) {
    super(text.en, { cause: options.cause });
    this.name = 'DoctorError';
    this.code = code;
    this.text = text;
    this.hint = options.hint;
  }
}
