import { asObject, asText } from '../elements.js';
import type { Discriminator, DiscriminatorStep } from './profile-node.js';

/**
 * Reads a discriminator (FHIR R4 §5.1.0.14.1): value, pattern, type, exists and profile, by a path of elements,
 * `extension('…')`, `ofType(…)`, `resolve()` and `$this`.
 * @returns `undefined` for one that is not looked at here
 */
export function readDiscriminator(given: unknown): Discriminator | undefined {
  const parts = asObject(given);
  const type = asText(parts?.['type']);
  const steps = readSteps(asText(parts?.['path']) ?? '');
  if (steps === undefined) return undefined;
  if (type === 'value' || type === 'pattern') return { type: 'value', steps };
  return type === 'type' || type === 'exists' || type === 'profile' ? { type, steps } : undefined;
}

const step =
  /^(?:(\$this)|(resolve)\(\s*\)|extension\(\s*'([^']+)'\s*\)|ofType\(\s*(?:FHIR\.)?(\w+)\s*\)|(\w+))(?:\.|$)/;

function readSteps(path: string): readonly DiscriminatorStep[] | undefined {
  const steps: DiscriminatorStep[] = [];
  let rest = path;
  do {
    const match = step.exec(rest);
    if (match === null) return undefined;
    const [whole, , resolve, url, type, name] = match;
    if (resolve !== undefined) steps.push({ kind: 'resolve' });
    else if (url !== undefined) steps.push({ kind: 'extension', url });
    else if (type !== undefined) steps.push({ kind: 'ofType', type });
    else if (name !== undefined) steps.push({ kind: 'element', name });
    rest = rest.slice(whole.length);
  } while (rest !== '');
  return steps;
}
