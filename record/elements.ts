/** An object of a record that nobody validated: every element may be anything. */
export interface Elements {
  readonly [element: string]: unknown;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is Elements {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `value` when it is a JSON object. */
export function asObject(value: unknown): Elements | undefined {
  return isObject(value) ? value : undefined;
}

/** `value` when it is a string that is not empty. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** The values at a path such as `participant.actor`, lists opened on the way; none when something is missing. */
export function valuesAt(value: unknown, path: string): unknown[] {
  return valuesBy(value, stepsOf(path));
}

/** As {@link valuesAt}, by the steps of a path that was taken apart before. */
export function valuesBy(value: unknown, steps: readonly string[]): unknown[] {
  const found: unknown[] = [];
  collect(value, steps, 0, found);
  return found;
}

/** Looked for many thousand times a second: a search index asks each resource for every path of its type. */
function collect(value: unknown, steps: readonly string[], index: number, found: unknown[]): void {
  if (value === undefined || value === null) return;
  const step = steps[index];
  if (step === undefined) {
    found.push(value);
    return;
  }
  const next = asObject(value)?.[step];
  if (Array.isArray(next)) for (const item of next) collect(item, steps, index + 1, found);
  else collect(next, steps, index + 1, found);
}

/** Paths are written in the code, so that there is an end of different ones. */
const knownSteps = new Map<string, readonly string[]>();

export function stepsOf(path: string): readonly string[] {
  let steps = knownSteps.get(path);
  if (steps === undefined) {
    steps = path.split('.');
    knownSteps.set(path, steps);
  }
  return steps;
}
