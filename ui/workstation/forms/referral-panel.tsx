import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { referralForm } from '../../../record/forms/referral.js';
import { Combobox } from '../../kit/combobox.js';
import { Empty } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import type { ChartFormProps } from '../chart/chart-panel.js';
import { ownSiteCode, sitesStore } from '../shell/site-name.js';
import { useWords } from '../words/use-words.js';
import { dropDraft, keepDraft, readDraft } from './draft.js';
import { FormFields } from './form-field.js';
import { FormFrame } from './form-frame.js';
import { createSender, referralBundle } from './save.js';
import { controlId, useForm } from './use-form.js';
import { useSave } from './use-save.js';

const ownFields = referralForm.fields.map(({ name }) => name).filter((name) => name !== 'site');

/** Sending the patient to another hospital, which then holds the record too. */
export function ReferralPanel({ chart, session, onSaved }: ChartFormProps): JSX.Element {
  const words = useWords();
  const patientId = chart.patient.resource.id ?? '';
  const draftKey = `referral.${patientId}`;
  const [draft] = useState(() => readDraft(draftKey));
  const initial = draft ?? { priority: 'routine' };
  const { state, attempt, tryToSave } = useForm(referralForm, initial, (values) => keepDraft(draftKey, values));
  const saving = useSave();
  const [send] = useState(createSender);
  const sites = (useStore(sitesStore) ?? []).filter((site) => site.code !== ownSiteCode());
  if (sites.length === 0) return <Empty icon="transfer" title={words.t('referral.noSites')} />;
  const save = () => {
    const site = sites.find(({ id }) => id === state.values['site']);
    if (!tryToSave() || !site) return;
    void saving.run(async () => {
      await send(state.values, async () => referralBundle(session, patientId, state.values, site));
      dropDraft(draftKey);
      await onSaved();
    });
  };
  const field = referralForm.fields.find(({ name }) => name === 'site');
  return (
    <FormFrame
      errors={state.summary(words.language)}
      attempt={attempt}
      saving={saving}
      submit={words.t('referral.submit')}
      onSubmit={save}
      restored={draft !== undefined}
      onDiscard={() => state.replace({ priority: 'routine' })}
    >
      <Combobox
        id={controlId(referralForm, 'site', '')}
        label={field?.label[words.language] ?? ''}
        error={state.errorOf('site', words.language)}
        choices={sites.map(({ id, name, region, code }) => ({
          value: id,
          label: region === '' ? name : `${name} (${region})`,
          also: code,
        }))}
        value={state.values['site'] ?? ''}
        onChange={(value) => state.set('site', value)}
      />
      <FormFields state={state} only={ownFields} />
      <p class="soft small">{words.t('referral.note')}</p>
    </FormFrame>
  );
}
