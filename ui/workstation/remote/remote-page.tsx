import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FormValues } from '../../../record/forms/field.js';
import { remoteSearchForm } from '../../../record/forms/remote-search.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { FormFields } from '../forms/form-field.js';
import { FormFrame } from '../forms/form-frame.js';
import { useForm } from '../forms/use-form.js';
import { useSave } from '../forms/use-save.js';
import { PageHeading } from '../shell/heading.js';
import { useWords } from '../words/use-words.js';
import { listRemote, searchRemote } from './remote.js';
import { RequestCard } from './request-card.js';
import { useRemote } from './use-remote.js';

/** Looking for a patient of another hospital through the hub; also while the hub is out of reach. */
export function RemotePage(): JSX.Element {
  const words = useWords();
  const [asked, setAsked] = useState(0);
  const requests = useRemote(listRemote, String(asked));
  const { state, attempt, tryToSave } = useForm(remoteSearchForm, {});
  const saving = useSave();
  const search = () => {
    if (!tryToSave()) return;
    void saving.run(async () => {
      await searchRemote(filled(state.values));
      setAsked(asked + 1);
    });
  };
  return (
    <main id="content" class="remote-page stack" tabIndex={-1}>
      <PageHeading title={words.t('remote.title')} />
      <p class="soft">{words.t('remote.text')}</p>
      <FormFrame
        errors={state.summary(words.language)}
        attempt={attempt}
        saving={saving}
        submit={words.t('remote.submit')}
        onSubmit={search}
      >
        <FormFields state={state} />
      </FormFrame>
      <section class="stack" aria-live="polite">
        <h2>{words.t('remote.asked')}</h2>
        {requests.kind === 'loading' && <Loading />}
        {requests.kind === 'failed' && <FailureState failure={requests.failure} />}
        {requests.kind === 'ready' && requests.value.length === 0 && (
          <Empty icon="search" title={words.t('remote.none')} />
        )}
        {requests.kind === 'ready' && requests.value.map((one) => <RequestCard key={one.id} request={one} />)}
      </section>
    </main>
  );
}

function filled(values: FormValues): FormValues {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value.trim() !== ''));
}
