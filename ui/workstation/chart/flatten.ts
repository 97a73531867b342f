/** What of a resource is compared between versions: path → text. Ids and the server's own meta say nothing to people. */
export function flattenResource(value: unknown): ReadonlyMap<string, string> {
  const flat = new Map<string, string>();
  visit(value, '', flat);
  return flat;
}

const unspoken: ReadonlySet<string> = new Set(['resourceType', 'id', 'meta', 'system', 'contained']);

function visit(value: unknown, path: string, flat: Map<string, string>): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      visit(item, value.length === 1 ? path : `${path}[${index + 1}]`, flat);
    }
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, child] of Object.entries(value)) {
      if (!unspoken.has(name)) visit(child, path === '' ? name : `${path}.${name}`, flat);
    }
  } else if (value !== undefined && value !== null) {
    flat.set(path, String(value));
  }
}

export interface Difference {
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** The elements in which two versions differ, '' where one has none. */
export function differencesOf(before: unknown, after: unknown): readonly Difference[] {
  const [old, fresh] = [flattenResource(before), flattenResource(after)];
  const paths = [...new Set([...old.keys(), ...fresh.keys()])];
  return paths
    .map((path) => ({ path, before: old.get(path) ?? '', after: fresh.get(path) ?? '' }))
    .filter((difference) => difference.before !== difference.after);
}
