/** An object of a record that nobody validated: every element may be anything. */
export interface Elements {
  readonly [element: string]: unknown;
}

/** `value` when it is a JSON object. */
export function asObject(value: unknown): Elements | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Elements) : undefined;
}

/** `value` when it is a string that is not empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The values at a path such as `participant.actor`, lists opened on the way; none when something is missing. */
export function valuesAt(value: unknown, path: string): unknown[] {
  let values: unknown[] = [value];
  for (const step of path.split('.')) {
    values = values.flatMap((item) => {
      const found = asObject(item)?.[step];
      return Array.isArray(found) ? (found as unknown[]) : [found];
    });
  }
  return values.filter((item) => item !== undefined && item !== null);
}
