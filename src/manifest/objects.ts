import type { Ref } from '../model/finding.ts';
import { entryOf, parseTree, textAt, type Node } from './tree.ts';

/** One text of manifests. */
export interface ManifestSource {
  /** Its path as the user gave it, or as found in a folder; `-` for standard input. */
  file: string;
  text: string;
}

/** One object of a manifest, with the place it stands at. */
export interface ManifestObject {
  kind: string;
  /** '' when the manifest leaves it to the command. */
  namespace: string;
  name: string;
  /** The beginning of the name, where the server completes it. */
  generateName: string;
  node: Node;
  source: ManifestSource;
}

const DEEPEST_LIST = 3;

/** The objects of a document: itself, or the items of a `List`. */
function objectsIn(node: Node, depth = 0): Node[] {
  if (depth > DEEPEST_LIST) return [];
  const items = node.kind === 'list' ? node : entryOf(node, 'items')?.value;
  const isList = node.kind === 'list' || textAt(node, 'kind')?.endsWith('List');
  return isList && items?.kind === 'list' ? items.items.flatMap((item) => objectsIn(item, depth + 1)) : [node];
}

/** Every object of the manifests, in the order they are written. */
export function readObjects(sources: ManifestSource[]): ManifestObject[] {
  return sources.flatMap((source) =>
    parseTree(source.text)
      .flatMap((document) => objectsIn(document))
      .flatMap((node) => {
        const kind = textAt(node, 'kind');
        const metadata = (field: string): string => textAt(node, 'metadata', field) ?? '';
        if (!kind) return [];
        const [namespace, name, generateName] = [metadata('namespace'), metadata('name'), metadata('generateName')];
        return [{ kind, namespace, name, generateName, node, source }];
      }),
  );
}

/** Whether an object of the cluster may have come of one in a manifest that leaves its namespace, or the end of its name, open. */
const isOf = (object: ManifestObject, { kind, namespace, name }: Ref): boolean =>
  object.kind === kind &&
  (object.namespace === '' || namespace === '' || object.namespace === namespace) &&
  (object.name ? object.name === name : object.generateName !== '' && name.startsWith(object.generateName));

/** The object of the manifests that an object of the cluster was made from. */
export function manifestOf(ref: Ref, objects: ManifestObject[]): ManifestObject | undefined {
  const fitting = objects.filter((object) => isOf(object, ref));
  return fitting.find(({ namespace }) => namespace !== '') ?? fitting[0];
}
