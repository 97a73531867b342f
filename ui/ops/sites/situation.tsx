import type { JSX } from 'preact';
import { Icon, type IconName } from '../../kit/icon.js';
import type { Site } from '../fleet/fleet.js';
import { troubleOf } from '../fleet/trouble.js';
import { useWords } from '../words/use-words.js';
import { Age } from './moment.js';

/** How a site is, as the page says it: always icon and word, then colour. */
export interface Situation {
  readonly tone: 'critical' | 'warning' | 'well' | 'aside';
  readonly icon: IconName;
  readonly title: string;
  /** What happened, what is safe, what to do. */
  readonly text: string;
  readonly since: number | undefined;
  readonly detail: string | undefined;
}

export function useSituation(): (site: Site, nowMilliseconds: number) => Situation {
  const words = useWords();
  return (site, now) => {
    if (site.state !== 'active') {
      const icon = site.state === 'invited' ? 'clock' : 'restricted';
      const { state } = site;
      return {
        ...{ tone: 'aside', icon, since: undefined },
        ...{ title: words.t(`state.${state}`), text: words.t(`state.${state}.text`) },
        detail: words.t(`state.${state}.detail`),
      };
    }
    const trouble = troubleOf(site, now);
    const over = site.connected && site.lastLink ? words.t('well.over', { link: site.lastLink }) : undefined;
    if (!trouble) {
      const title = words.t('well.connected');
      return { tone: 'well', icon: 'check', title, text: words.t('well.text'), since: undefined, detail: over };
    }
    const { reason, grave, since } = trouble;
    return {
      ...{ tone: grave ? 'critical' : 'warning', icon: grave ? 'octagon' : 'alert', since },
      ...{ title: words.t(`reason.${reason}`), text: words.t(`reason.${reason}.text`), detail: over },
    };
  };
}

/** Icon, word, since when; one or two lines. */
export function SituationMark({ situation }: { readonly situation: Situation }): JSX.Element {
  const { tone, icon, title, since, detail } = situation;
  return (
    <span class={`situation ${tone}`}>
      <Icon name={icon} />
      <span>
        <strong class="situation-title">{title}</strong>
        <span class="situation-detail">{since === undefined ? detail : <Age at={since} form="since" />}</span>
      </span>
    </span>
  );
}
