import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { useSave } from '../forms/use-save.js';
import { usePrivacyWords } from '../words/use-privacy-words.js';
import { type CopyForm, downloadCopy } from './privacy.js';

const forms: readonly CopyForm[] = ['fr', 'en', 'data'];

/** The patient's copy of all that is kept of them (rule R37). */
export function CopySection({ patientId }: { readonly patientId: string }): JSX.Element {
  const words = usePrivacyWords();
  const saving = useSave();
  const [isMade, setMade] = useState(false);
  const make = (form: CopyForm) =>
    void saving.run(async () => {
      setMade(false);
      await downloadCopy(patientId, form);
      setMade(true);
    });
  return (
    <section class="stack-small">
      <h3>{words.t('copy.title')}</h3>
      <p>{words.t('copy.lead')}</p>
      <div class="actions">
        {forms.map((form) => (
          <Button key={form} icon="note" busy={saving.busy} onClick={() => make(form)}>
            {words.t(`copy.${form}`)}
          </Button>
        ))}
      </div>
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <p role="status" class="soft">
        {isMade && words.t('copy.made')}
      </p>
    </section>
  );
}
