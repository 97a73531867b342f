import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { formatMoment } from '../../kit/i18n/format.js';
import { hubClockStore } from '../fleet/hub-clock.js';
import { useWords } from '../words/use-words.js';
import { ageText } from './age-text.js';

/** A text that changes with the hub's clock; drawn again only when it reads differently. */
function useClockText(compute: (nowMilliseconds: number) => string): string {
  const [, setText] = useState('');
  useEffect(() => {
    const follow = () => setText(compute(hubClockStore.get()));
    follow();
    return hubClockStore.watch(follow);
  });
  return compute(hubClockStore.get());
}

/** How long ago: `depuis 12 min`, `il y a 12 min` or `12 min`; it goes on by itself. `at` is by the hub's clock. */
export function Age(props: { readonly at: number; readonly form: 'since' | 'ago' | 'plain' }): JSX.Element {
  const words = useWords();
  const text = useClockText((now) => words.t(`age.${props.form}`, { age: ageText(words.language, now - props.at) }));
  return (
    <time class="number" dateTime={new Date(props.at).toISOString()}>
      {text}
    </time>
  );
}

/** A time as evidence, absolute and relative: `10:42 (il y a 12 min)`. */
export function Moment({ at }: { readonly at: number }): JSX.Element {
  const words = useWords();
  const text = useClockText((now) =>
    words.t('moment.full', {
      time: formatMoment(words.language, at, now),
      relative: words.t('age.ago', { age: ageText(words.language, now - at) }),
    }),
  );
  return <time dateTime={new Date(at).toISOString()}>{text}</time>;
}

/** A time within a day, `10:42`; with its day when it was another one. */
export function useMomentText(): (at: number) => string {
  const words = useWords();
  return (at) => formatMoment(words.language, at, hubClockStore.get());
}
