import type { Resource } from '@medplum/fhirtypes';
import type { JSX } from 'preact';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { FailureState, Loading } from '../../kit/states.js';
import { Tag } from '../../kit/tag.js';
import { historyOf } from '../fhir/client.js';
import { useLive } from '../fhir/use-live.js';
import { useWords } from '../words/use-words.js';
import { spokenChanges } from './spoken-changes.js';

type Version = Awaited<ReturnType<typeof historyOf>>[number];

/** Every version of an item, the newest first, and what each changed. */
export function HistoryPanel(props: { readonly type: string; readonly id: string }): JSX.Element {
  const words = useWords();
  const history = useLive(() => historyOf<Resource>(props.type as Resource['resourceType'], props.id), props.id);
  if (history.kind === 'loading') return <Loading />;
  if (history.kind === 'failed') return <FailureState failure={history.failure} />;
  const versions = history.value;
  return (
    <div class="stack">
      <ol class="stack">
        {versions.map((version, index) => (
          <li key={version.versionId} class="version">
            <div class="row">
              <strong class="number">
                {words.t('history.version', { time: formatDayAndTime(words.language, version.at, Date.now()) })}
              </strong>
              {index === 0 && <Tag tone="brand">{words.t('history.current')}</Tag>}
            </div>
            <Changes version={version} before={versions[index + 1]} />
          </li>
        ))}
      </ol>
      {versions.length === 1 && <p class="soft">{words.t('history.one')}</p>}
    </div>
  );
}

function Changes(props: { readonly version: Version; readonly before: Version | undefined }): JSX.Element {
  const words = useWords();
  const { version, before } = props;
  if (version.resource === undefined) return <Tag tone="warning">{words.t('history.withdrawn')}</Tag>;
  const differences = spokenChanges(words, before?.resource, version.resource, Date.now());
  if (before && differences.length === 0) return <p class="soft small">{words.t('history.same')}</p>;
  return (
    <div class="table-frame">
      <table class="small">
        <thead>
          <tr>
            <th scope="col">{before ? words.t('history.field') : words.t('history.created')}</th>
            {before && <th scope="col">{words.t('history.before')}</th>}
            <th scope="col">{words.t(before ? 'history.after' : 'chart.value')}</th>
          </tr>
        </thead>
        <tbody>
          {differences.map((difference) => (
            <tr key={difference.key}>
              <th scope="row">{difference.field}</th>
              {before && <td>{difference.before || <span class="soft">{words.t('history.empty')}</span>}</td>}
              <td>{difference.after || <span class="soft">{words.t('history.empty')}</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
