import type { JSX } from 'preact';
import { Button } from '../../button.js';
import { formatDayAndTime } from '../../i18n/format.js';
import { ChangeLine } from './change-line.js';
import type { OwnChange } from './own-changes.js';
import { useChangeWords } from './use-words.js';

/** Changes of one's account, each with the way to say that it was not oneself. */
export function ChangeList(props: {
  readonly changes: readonly OwnChange[];
  readonly onDeny: (id: number) => void;
}): JSX.Element {
  const words = useChangeWords();
  const { changes, onDeny } = props;
  return (
    <ul class="changes">
      {changes.map((change) => (
        <li key={change.id} class="row">
          <ChangeLine change={change} />
          {change.answer === 'not-mine' ? (
            <strong>{words.t('changes.answer.not-mine')}</strong>
          ) : (
            <Button look="plain" onClick={() => onDeny(change.id)}>
              {words.t('changes.notMine')}
              <span class="unseen">
                {' '}
                {words.t('changes.notMineOf', {
                  change: words.t(`change.${change.change}`),
                  at: formatDayAndTime(words.language, Date.parse(change.at), Date.now()),
                })}
              </span>
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
