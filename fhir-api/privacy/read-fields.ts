import { Problem } from '../../protocol/problem.js';
import { type Elements, isObject } from '../../record/elements.js';

/** The members of a body that was sent as JSON, and as nothing else. @throws Problem `media-type`, `body-malformed` */
export function privacyFields(body: unknown): Elements {
  if (typeof body !== 'string') throw new Problem('media-type');
  const value = parsed(body);
  if (!isObject(value)) throw new Problem('body-malformed', 'a JSON object');
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
