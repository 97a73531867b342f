import type { JSX } from 'preact';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { hrefOf } from '../../kit/router.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { Tag } from '../../kit/tag.js';
import { useLive } from '../fhir/use-live.js';
import { PageHeading } from '../shell/heading.js';
import { useWords } from '../words/use-words.js';
import { listConflicts, type OpenConflict } from './conflicts.js';
import { PatientOf } from './patient-of.js';
import { kindText } from './title.js';

/** The questions that wait for a person in this hospital, the urgent ones first. */
export function ConflictsPage(): JSX.Element {
  const words = useWords();
  const loaded = useLive(listConflicts, '');
  return (
    <main id="content" class="conflict-page stack" tabIndex={-1}>
      <PageHeading title={words.t('conflicts.title')} />
      <p class="soft">{words.t('conflicts.text')}</p>
      {loaded.kind === 'loading' && <Loading />}
      {loaded.kind === 'failed' && <FailureState failure={loaded.failure} />}
      {loaded.kind === 'ready' && loaded.value.length === 0 && (
        <Empty icon="check" title={words.t('conflicts.none')}>
          <p>{words.t('conflicts.noneText')}</p>
        </Empty>
      )}
      {loaded.kind === 'ready' && loaded.value.length > 0 && (
        <ul class="cards">
          {loaded.value.map((conflict) => (
            <ConflictCard key={conflict.task} conflict={conflict} />
          ))}
        </ul>
      )}
    </main>
  );
}

function ConflictCard({ conflict }: { readonly conflict: OpenConflict }): JSX.Element {
  const words = useWords();
  const { task, patient, resource, priority, authoredAt } = conflict;
  return (
    <li>
      <a class="card" href={hrefOf('conflicts', task)}>
        {patient !== null && <PatientOf id={patient} />}
        <span class="row">
          <span class="warning-text">
            <Icon name="alert" />
          </span>
          <span>{kindText(words, resource.type)}</span>
          {priority === 'urgent' && <Tag tone="critical">{words.t('priority.urgent')}</Tag>}
          <span class="soft small number">
            {words.t('conflicts.since', { time: formatDayAndTime(words.language, authoredAt, Date.now()) })}
          </span>
        </span>
      </a>
    </li>
  );
}
