import { Environment } from '@marcbachmann/cel-js';

/** The language of conditions: CEL over `row`. The built program loads the library only for a condition it was not built with. */
export const newEnvironment = (): Environment => new Environment().registerVariable('row', 'dyn');
