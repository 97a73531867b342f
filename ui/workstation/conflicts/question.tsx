import type { JSX } from 'preact';
import { Icon } from '../../kit/icon.js';
import { Tag } from '../../kit/tag.js';
import { useWords } from '../words/use-words.js';
import type { ConflictVersion } from './conflicts.js';
import type { ConflictGroup } from './groups.js';
import { letterOf } from './letter.js';
import { pathText, valueText } from './value-text.js';

/** What the versions say of some elements, to choose between; nothing is chosen beforehand. */
export function Question(props: {
  readonly group: ConflictGroup;
  readonly versions: readonly ConflictVersion[];
  readonly chosen: string | undefined;
  readonly error: string | undefined;
  readonly onChoose: (versionId: string) => void;
}): JSX.Element {
  const words = useWords();
  const { group, versions, chosen, error } = props;
  const name = `conflict-${group.name}`;
  return (
    <fieldset class={`field conflict-question ${error ? 'wrong' : ''}`} aria-describedby={error && `${name}-error`}>
      <legend>{group.paths.map(({ path }) => pathText(words, path)).join(', ')}</legend>
      {error && (
        <span class="error" id={`${name}-error`} role="alert">
          <Icon name="octagon" />
          {error}
        </span>
      )}
      <div class="conflict-choices">
        {versions.map((version, index) => (
          <label key={version.versionId} class="choice conflict-choice">
            <input
              type="radio"
              name={name}
              value={version.versionId}
              checked={chosen === version.versionId}
              onChange={() => props.onChoose(version.versionId)}
            />
            <span>
              <span class="soft small">{words.t('conflict.version', { letter: letterOf(index) })}</span>
              <Values group={group} versionId={version.versionId} />
              {version.versionId === group.cautious && (
                <Tag tone="brand" icon="lock">
                  {words.t('conflict.cautious')}
                </Tag>
              )}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Values({ group, versionId }: { readonly group: ConflictGroup; readonly versionId: string }): JSX.Element {
  const words = useWords();
  const textOf = (path: string, values: ConflictGroup['paths'][number]['values']) =>
    valueText(words, path, values.find((value) => value.versionId === versionId)?.value, Date.now());
  const [only] = group.paths;
  if (group.paths.length === 1 && only !== undefined) return <strong>{textOf(only.path, only.values)}</strong>;
  return (
    <dl class="conflict-values">
      {group.paths.map(({ path, values }) => (
        <div key={path}>
          <dt class="soft small">{pathText(words, path)}</dt>
          <dd>
            <strong>{textOf(path, values)}</strong>
          </dd>
        </div>
      ))}
    </dl>
  );
}
