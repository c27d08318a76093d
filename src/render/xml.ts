import { show } from './safe.ts';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/**
 * Text as XML holds it. Characters that XML 1.0 cannot hold at all (section 2.2: most controls, lone surrogates) are shown
 * escaped, as everywhere.
 */
export const xmlText = (text: string): string => show(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** A start tag's attributes; those without a value are left out. */
function attributes(values: Record<string, string | number | undefined>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlText(String(value)).replaceAll('\n', '&#10;')}"`)
    .join('');
}

/** An element: text inside of it is escaped, elements are not. */
export function element(
  name: string,
  values: Record<string, string | number | undefined>,
  inside: { text?: string; elements?: string[] } = {},
): string {
  const tag = name + attributes(values);
  if (inside.elements?.length) return `<${tag}>\n${inside.elements.join('\n')}\n</${name}>`;
  return inside.text ? `<${tag}>${xmlText(inside.text)}</${name}>` : `<${tag}/>`;
}
