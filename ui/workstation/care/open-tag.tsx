import type { JSX } from 'preact';
import { formatTime } from '../../kit/i18n/format.js';
import { Tag } from '../../kit/tag.js';
import { useCareWords } from '../words/use-care-words.js';

/** Until when a record is open without a care relationship. @param until a FHIR instant */
export function OpenTag({ until }: { readonly until: string }): JSX.Element {
  const words = useCareWords();
  return (
    <Tag tone="warning" icon="lock">
      {words.t('care.openUntil', { time: formatTime(words.language, until) })}
    </Tag>
  );
}
