import type { NodeRow, Way } from '../model/fit.ts';
import type { Text } from '../model/text.ts';
import { object, type Plain } from './plain-object.ts';
import { safeLines } from './safe.ts';

/** A node's row as JSON and YAML show it. */
export const nodeRow = ({ node, fits, reasons }: NodeRow, say: (text: Text) => string): { [key: string]: Plain } =>
  object({
    node: safeLines(node),
    fits,
    reasons: reasons.map(({ plugin, text, about, shortage }) =>
      object({
        plugin: safeLines(plugin),
        text: safeLines(text),
        about: about && say(about),
        shortage:
          shortage &&
          object(Object.fromEntries(Object.entries(shortage).map(([key, value]) => [key, safeLines(String(value))]))),
      }),
    ),
  });

/** A set of changes after which a pod would fit. */
export const way = ({ changes, opens, alone, command }: Way, say: (text: Text) => string): Plain =>
  object({
    changes: changes.map(say),
    opens: opens.map(safeLines),
    alone: alone?.map(({ change, next }) => ({ change: say(change), next: safeLines(next) })),
    command: command && { risk: command.risk, command: safeLines(command.line) },
  });
