import type { JSX } from 'preact';
import { formatBytes } from '../../kit/i18n/bytes.js';
import { formatNumber } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import type { Backups, Drill } from '../fleet/backups.js';
import { Moment } from '../sites/moment.js';
import { type OpsWords, useWords } from '../words/use-words.js';

/** Each place where a site keeps backups, with the evidence of its last drill. */
export function BackupList(props: { readonly backups: Backups }): JSX.Element | null {
  const words = useWords();
  const { places, drills } = props.backups;
  if (places.length === 0) return null;
  return (
    <ul class="backup-places small" aria-label={words.t('facts.places')}>
      {places.map(({ place, madeAt, failed }) => (
        <li key={place}>
          <strong>{placeName(words, place)}</strong>{' '}
          {madeAt === undefined ? words.t('facts.never') : <Moment at={madeAt} />}
          {failed !== '' && (
            <span class="fact-attention">
              {' '}
              <Icon name="alert" /> {words.t('facts.backupFailed')} ({failed})
            </span>
          )}
          <DrillLine drill={drills.find((drill) => drill.place === place)} />
        </li>
      ))}
    </ul>
  );
}

function DrillLine({ drill }: { readonly drill: Drill | undefined }): JSX.Element | null {
  const words = useWords();
  if (drill?.at === undefined) return null;
  const seconds = formatNumber(words.language, Math.round(drill.milliseconds / 100) / 10);
  const size = formatBytes(words.language, drill.bytes);
  const versions = formatNumber(words.language, drill.versions);
  return (
    <div class="soft">
      {words.t('facts.drill')} <Moment at={drill.at} /> ·{' '}
      {drill.result === 'ok'
        ? words.t('facts.drillGood', { seconds, size, versions })
        : words.t('facts.drillFailed', { code: drill.result, seconds })}
    </div>
  );
}

function placeName(words: OpsWords, place: string): string {
  if (place === 'box') return words.t('facts.place.box');
  return place === 'hub' ? words.t('facts.place.hub') : place;
}
