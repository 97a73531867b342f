import type { JSX } from 'preact';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { useWords } from '../words/use-words.js';
import type { ConflictVersion } from './conflicts.js';
import { letterOf } from './letter.js';
import { useAuthorNames } from './use-author-names.js';

/** Who wrote each version, where and when. */
export function VersionHeads({ versions }: { readonly versions: readonly ConflictVersion[] }): JSX.Element {
  const words = useWords();
  const names = useAuthorNames(versions.map(({ author }) => author));
  return (
    <ul class="conflict-versions">
      {versions.map((version, index) => (
        <li key={version.versionId} class="conflict-version">
          <strong class="conflict-letter">{words.t('conflict.version', { letter: letterOf(index) })}</strong>
          <span class="conflict-fact">
            <Icon name="person" />
            {names.get(version.author) === '' ? words.t('conflict.unknownAuthor') : names.get(version.author)}
          </span>
          <span class="conflict-fact">
            <Icon name="cross" />
            {version.originName}
          </span>
          <span class="conflict-fact number">
            <Icon name="clock" />
            {formatDayAndTime(words.language, version.at, Date.now())}
          </span>
        </li>
      ))}
    </ul>
  );
}
