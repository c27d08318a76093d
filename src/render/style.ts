import type { Risk } from '../model/finding.ts';

/** The few ways the product makes text stand out. */
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const CODES: Record<Style, [on: number, off: number]> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Makes a text stand out on a terminal. */
export type Paint = (style: Style, text: string) => string;

/** A Paint that colours, or one that leaves text as it is. */
export const painter = (color: boolean): Paint =>
  color
    ? (style, text) => (text ? `\x1b[${CODES[style][0]}m${text}\x1b[${CODES[style][1]}m` : '')
    : (_style, text) => text;

/** The colour of each risk; its word stands beside it. */
export const RISK_STYLE: Record<Risk, Style> = {
  inspect: 'cyan',
  safe: 'green',
  restart: 'yellow',
  destructive: 'red',
};
