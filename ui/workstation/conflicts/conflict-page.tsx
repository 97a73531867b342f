import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { goTo, hrefOf } from '../../kit/router.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { useLive } from '../fhir/use-live.js';
import { useSave } from '../forms/use-save.js';
import { PageHeading } from '../shell/heading.js';
import { useWords, type WordKey } from '../words/use-words.js';
import { type Conflict, decideConflict, readConflict } from './conflicts.js';
import { groupsOf } from './groups.js';
import { PatientOf } from './patient-of.js';
import { Question } from './question.js';
import { titleOf } from './title.js';
import { VersionHeads } from './version-heads.js';

/** One question: both versions side by side, with who, where and when; the cautious value stands until it is answered. */
export function ConflictPage({ task }: { readonly task: string }): JSX.Element {
  const loaded = useLive(() => readConflict(task), task);
  return (
    <main id="content" class="conflict-page" tabIndex={-1}>
      {loaded.kind === 'loading' && <Loading />}
      {loaded.kind === 'failed' && loaded.failure.kind === 'missing' && <Settled />}
      {loaded.kind === 'failed' && loaded.failure.kind !== 'missing' && <FailureState failure={loaded.failure} />}
      {loaded.kind === 'ready' && !loaded.value.open && <Settled />}
      {loaded.kind === 'ready' && loaded.value.open && <Deciding conflict={loaded.value} />}
    </main>
  );
}

function Settled(): JSX.Element {
  const words = useWords();
  return (
    <Empty icon="check" title={words.t('conflict.gone')}>
      <a href={hrefOf('conflicts')}>{words.t('conflict.back')}</a>
    </Empty>
  );
}

function Deciding({ conflict }: { readonly conflict: Conflict }): JSX.Element {
  const words = useWords();
  const [choices, setChoices] = useState<ReadonlyMap<string, string>>(new Map());
  const [unanswered, setUnanswered] = useState(false);
  const saving = useSave();
  const groups = groupsOf(conflict.paths);
  const save = () => {
    const missing = groups.some(({ name }) => !choices.has(name));
    setUnanswered(missing);
    if (missing) return;
    void saving.run(async () => {
      await decideConflict(conflict, choices);
      goTo(conflict.patient === null ? hrefOf('conflicts') : hrefOf('patient', conflict.patient));
    });
  };
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <PageHeading title={titleOf(words, conflict)} />
      {conflict.patient !== null && (
        <a class="card conflict-patient" href={hrefOf('patient', conflict.patient)}>
          <PatientOf id={conflict.patient} />
          <span class="link-text">{words.t('conflict.openChart')}</span>
        </a>
      )}
      <Banner tone="warning" title={words.t('conflict.why')}>
        <p>{words.t('conflict.safe')}</p>
      </Banner>
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <VersionHeads versions={conflict.versions} />
      {groups.map((group) => (
        <Question
          key={group.name}
          group={group}
          versions={conflict.versions}
          chosen={choices.get(group.name)}
          error={unanswered && !choices.has(group.name) ? words.t('conflict.choose' satisfies WordKey) : undefined}
          onChoose={(versionId) => setChoices(new Map(choices).set(group.name, versionId))}
        />
      ))}
      {conflict.mayDecide ? (
        <div class="actions">
          <Button type="submit" look="main" icon="check" busy={saving.busy}>
            {words.t('conflict.submit')}
          </Button>
        </div>
      ) : (
        <Banner tone="information" title={words.t('conflict.notYours')} />
      )}
    </form>
  );
}
