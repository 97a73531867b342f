import type { Elements } from '../elements.js';
import { JsonNumber, type JsonTree, readTree } from '../patch/json-tree.js';

/** A stored resource for reading: its numbers are texts, as they were written, so that 5.40 is not told as 5.4. */
export function readable(body: string): Elements {
  return plain(readTree(body)) as Elements;
}

function plain(tree: JsonTree): unknown {
  if (tree instanceof JsonNumber) return tree.text;
  if (Array.isArray(tree)) return tree.map(plain);
  if (tree instanceof Map) return Object.fromEntries([...tree].map(([key, value]) => [key, plain(value)]));
  return tree;
}
