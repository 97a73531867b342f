import { asObject } from './elements.js';

/** One step of a path: an element, and which of its values count. */
export interface PathStep {
  readonly element: string;
  /** Only values whose `element` is `equals`: phone numbers among the contact points. */
  readonly where?: { readonly element: string; readonly equals: string };
  /** Only the value at this place of the list. */
  readonly index?: number;
}

const stepPattern = /^(?<element>\w+)(?:\[(?:(?<index>\d+)|(?<filter>\w+)=(?<equals>[^\]]+))\])?$/;
/** Between steps, not within brackets: there stand URLs of extensions, too. */
const betweenSteps = /\.(?![^[\]]*\])/;

/** Takes a path such as `participant.actor`, `telecom[system=phone]`, `extension[url=http://…]` or `entry[0].resource` apart; '' has no steps. */
export function readPath(path: string): readonly PathStep[] {
  return path === '' ? [] : path.split(betweenSteps).map(readStep);
}

function readStep(text: string): PathStep {
  const { element = text, index, filter, equals } = stepPattern.exec(text)?.groups ?? {};
  return {
    element,
    ...(index !== undefined && { index: Number(index) }),
    ...(filter !== undefined && equals !== undefined && { where: { element: filter, equals } }),
  };
}

/** Adds the values at a path, lists opened on the way; none when something is missing. */
export function collectAt(value: unknown, steps: readonly PathStep[], found: unknown[], at = 0): void {
  if (value === undefined || value === null) return;
  const step = steps[at];
  if (step === undefined) {
    found.push(value);
    return;
  }
  const next = asObject(value)?.[step.element];
  if (next === undefined) return;
  if (!Array.isArray(next)) {
    if (counts(next, step, 0)) collectAt(next, steps, found, at + 1);
    return;
  }
  next.forEach((item, index) => {
    if (counts(item, step, index)) collectAt(item, steps, found, at + 1);
  });
}

function counts(value: unknown, { where, index }: PathStep, at: number): boolean {
  if (where === undefined) return index === undefined || index === at;
  return asObject(value)?.[where.element] === where.equals;
}
