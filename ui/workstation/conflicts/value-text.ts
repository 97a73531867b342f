import { flattenResource } from '../chart/flatten.js';
import { elementWord, shownText } from '../chart/spoken-changes.js';
import { conceptText } from '../fhir/read.js';
import { statusWord } from '../patient/status-word.js';
import type { WordKey, WorkstationWords } from '../words/use-words.js';

/** The element of a path in words: `identifier[…]` is named by its element. */
export function pathText(words: WorkstationWords, path: string): string {
  if (path === 'deleted') return words.t('conflict.deleted');
  return elementWord(words, path.split(/[.[]/)[0] ?? path);
}

const criticalities: ReadonlySet<string> = new Set(['high', 'low', 'unable-to-assess']);

/** A value of an element as people read it. */
export function valueText(words: WorkstationWords, path: string, value: unknown, nowMilliseconds: number): string {
  if (path === 'deleted') return words.t(value === true ? 'conflict.withdrawn' : 'conflict.kept');
  if (value === undefined || value === null) return words.t('history.empty');
  if (typeof value === 'string') {
    if (path === 'criticality' && criticalities.has(value)) return words.t(`criticality.${value}` as WordKey);
    if (path === 'gender') return words.t(`sex.${value}` as WordKey);
    return shownText(words, /status/i.test(path) ? statusWord(words, value) : value, nowMilliseconds);
  }
  if (typeof value === 'boolean') return words.t(value ? 'form.yes' : 'form.no');
  if (/status/i.test(path)) return statusWord(words, codeIn(value));
  const concept = Array.isArray(value) ? '' : conceptText(value as Parameters<typeof conceptText>[0]);
  if (concept !== '') return concept;
  const texts = [...flattenResource({ value }).values()].map((text) => shownText(words, text, nowMilliseconds));
  return [...new Set(texts)].join(' · ');
}

function codeIn(value: unknown): string {
  return (value as { readonly coding?: readonly { readonly code?: string }[] }).coding?.[0]?.code ?? '';
}
