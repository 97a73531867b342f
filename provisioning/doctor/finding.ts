import type { Words } from '../words.js';

/** What one check found. */
export interface Finding {
  readonly check: string;
  readonly state: 'good' | 'warning' | 'bad';
  readonly what: Words;
  /** What to do; absent when it is good. */
  readonly todo?: Words;
}

export function good(check: string, en: string, fr: string): Finding {
  return { check, state: 'good', what: { en, fr } };
}

export function warning(check: string, what: Words, todo: Words): Finding {
  return { check, state: 'warning', what, todo };
}

export function bad(check: string, what: Words, todo: Words): Finding {
  return { check, state: 'bad', what, todo };
}
