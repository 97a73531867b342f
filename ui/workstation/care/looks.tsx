import type { JSX } from 'preact';
import './care.css';
import { formatDate, formatTime } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { Tag } from '../../kit/tag.js';
import { useCareWords } from '../words/use-care-words.js';
import type { CareLook } from './care.js';

export interface LooksProps {
  readonly looks: readonly CareLook[];
}

/** Who opened the record without a relationship; printed, too: the patient may see it (rule R29). */
export function Looks({ looks }: LooksProps): JSX.Element {
  const words = useCareWords();
  return (
    <section class="section care-looks" data-care="looks">
      <h2>
        <Icon name="eye" />
        {words.t('care.looks')}
      </h2>
      <ul>
        {looks.map(({ displayName, reason, from, verdict }) => (
          <li key={`${from} ${displayName}`}>
            <span>
              {words.t('care.look', {
                at: `${formatDate(words.language, from)} ${formatTime(words.language, from)}`,
                ...{ name: displayName, reason: words.t(`care.reason.${reason}`) },
              })}
            </span>{' '}
            <Tag>{words.t(verdict === null ? 'care.waiting' : `care.verdict.${verdict}`)}</Tag>
          </li>
        ))}
      </ul>
    </section>
  );
}
