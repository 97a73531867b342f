import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { useSave } from '../forms/use-save.js';
import { useWords } from '../words/use-words.js';
import { fetchRemote, readHeld } from './remote.js';
import { useRemote } from './use-remote.js';

/** Above the chart of a patient whom this hospital does not follow: how old the copy is, and how to renew it. */
export function CopyNotice({ patientId }: { readonly patientId: string }): JSX.Element | null {
  const words = useWords();
  const held = useRemote(() => readHeld(patientId), patientId);
  const saving = useSave();
  const [renewed, setRenewed] = useState(false);
  if (held.kind !== 'ready' || held.value.interest !== 'copy') return null;
  const { asOf, state } = held.value;
  const time = asOf === null ? '' : formatDayAndTime(words.language, asOf, Date.now());
  const title = asOf === null || state === 'coming' ? words.t('copy.coming') : words.t('copy.asOf', { time });
  return (
    <div class="chart-news">
      <Banner tone="warning" title={title}>
        <p>{words.t(state === 'complete' ? 'copy.text' : 'copy.partial')}</p>
        <div class="actions screen-only">
          <Button
            icon="transfer"
            busy={saving.busy || renewed}
            onClick={() =>
              void saving.run(async () => {
                await fetchRemote(patientId, 'treatment');
                setRenewed(true);
              })
            }
          >
            {words.t('copy.renew')}
          </Button>
        </div>
      </Banner>
    </div>
  );
}

/** In place of a chart that is still on its way from the hub. */
export function CopyComing({ patientId }: { readonly patientId: string }): JSX.Element | null {
  const words = useWords();
  const held = useRemote(() => readHeld(patientId), patientId);
  if (held.kind !== 'ready' || held.value.interest !== 'copy') return null;
  return (
    <Banner tone="information" announce title={words.t('copy.coming')}>
      <p>{words.t('copy.comingText')}</p>
    </Banner>
  );
}
