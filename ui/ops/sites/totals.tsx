import type { ComponentChildren, JSX } from 'preact';
import { formatNumber } from '../../kit/i18n/format.js';
import { Icon, type IconName } from '../../kit/icon.js';
import { hrefOf } from '../../kit/router.js';
import type { Totals } from '../fleet/trouble.js';
import { useWords } from '../words/use-words.js';
import { Age } from './moment.js';

/** The three figures on top: who, how much, how long. */
export function TotalsRow({ totals }: { readonly totals: Totals }): JSX.Element {
  const words = useWords();
  const number = (value: number) => formatNumber(words.language, value);
  const aside = [
    totals.invited > 0 && words.count('totals.invited', totals.invited),
    totals.revoked > 0 && words.count('totals.revoked', totals.revoked),
  ].filter((text) => text !== false);
  const { oldest } = totals;
  const [tone, icon] = toneOf(totals);
  return (
    <dl class="totals" aria-label={words.t('totals.label')}>
      <Figure label={words.t('totals.trouble')} tone={tone}>
        <strong class="figure-value">
          <Icon name={icon} />
          {number(totals.inTrouble)}
        </strong>
        <span class="soft small">{[words.t('totals.of', { count: number(totals.active) }), ...aside].join(' · ')}</span>
      </Figure>
      <Figure label={words.t(totals.silent > 0 ? 'totals.waitingAtLeast' : 'totals.waiting')}>
        <strong class="figure-value">{number(totals.toHub + totals.fromHub)}</strong>
        <span class="soft small">
          {words.t('totals.waitingSplit', { toHub: number(totals.toHub), fromHub: number(totals.fromHub) })}
        </span>
      </Figure>
      <Figure label={words.t('totals.oldest')}>
        {oldest ? (
          <>
            <strong class="figure-value">
              <Age at={oldest.at} form="plain" />
            </strong>
            <a class="small" href={hrefOf('site', oldest.site.code)}>
              {oldest.site.name}
            </a>
          </>
        ) : (
          <span class="soft">{words.t(totals.silent > 0 ? 'totals.oldestUnknown' : 'totals.oldestNone')}</span>
        )}
      </Figure>
    </dl>
  );
}

type Tone = 'critical' | 'warning' | 'well';

function toneOf({ inTrouble, grave }: Totals): readonly [Tone, IconName] {
  if (inTrouble === 0) return ['well', 'check'];
  return grave ? ['critical', 'octagon'] : ['warning', 'alert'];
}

function Figure(props: {
  readonly label: string;
  readonly tone?: Tone;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div class={`figure ${props.tone ?? ''}`}>
      <dt>{props.label}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
