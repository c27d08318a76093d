/**
 * A workflow command of GitHub Actions. The runner reads commands off the log, so what comes from a cluster is escaped as
 * actions/toolkit does it (packages/core/src/command.ts).
 */
export function workflowCommand(
  name: string,
  properties: Record<string, string | number | undefined>,
  data: string,
): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== '');
  const words = given.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${name}${words && ` ${words}`}::${escapeData(data)}`;
}

const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string => escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/**
 * Text that the runner takes for no command: one may begin a line with `::`, or stand anywhere as `##[…]`
 * (actions/runner, ActionCommand.cs).
 */
export const withoutCommands = (text: string): string => text.replace(/^(\s*)::/gm, '$1: :').replaceAll('##[', '# #[');
