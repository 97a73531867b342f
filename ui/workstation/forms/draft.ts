import type { FormValues } from '../../../record/forms/field.js';

const draftPrefix = 'carnet.draft.';

/** What was typed and not yet saved; survives a reload of this tab, and ends with the session. */
export function readDraft<T = FormValues>(key: string): T | undefined {
  try {
    const text = sessionStorage.getItem(draftPrefix + key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Session storage may be full or switched off: the form works without it. */
export function keepDraft(key: string, draft: unknown): void {
  try {
    sessionStorage.setItem(draftPrefix + key, JSON.stringify(draft));
  } catch {
    dropDraft(key);
  }
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(draftPrefix + key);
}
