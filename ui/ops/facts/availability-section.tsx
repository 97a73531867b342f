import type { JSX } from 'preact';
import { availabilityGoal, availablePercent, type MonthAvailability } from '../../../protocol/facts/availability.js';
import { formatDate, formatNumber } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { ageText } from '../sites/age-text.js';
import { Fact } from '../sites/fact.js';
import { type OpsWords, useWords } from '../words/use-words.js';

/** How long a site answered its users, month by month, against the goal; and what the rest of the time was. */
export function AvailabilitySection(props: { readonly months: readonly MonthAvailability[] }): JSX.Element {
  const words = useWords();
  const { months } = props;
  return (
    <section class="facts">
      <h3>{words.t('available.title')}</h3>
      {months.length === 0 && <p class="soft small">{words.t('available.none')}</p>}
      {months.length > 0 && (
        <dl>
          {months.map((month) => (
            <Fact key={month.month} label={formatDate(words.language, month.month)}>
              <Figure month={month} />
              {restOf(words, month).map((said) => (
                <span key={said} class="soft small under number">
                  {said}
                </span>
              ))}
            </Fact>
          ))}
        </dl>
      )}
      <p class="soft small">{words.t('available.how')}</p>
    </section>
  );
}

function Figure({ month }: { readonly month: MonthAvailability }): JSX.Element {
  const words = useWords();
  const percent = availablePercent(month) ?? 0;
  const isReached = percent >= availabilityGoal * 100;
  const goal = formatNumber(words.language, availabilityGoal * 100, 1);
  return (
    <>
      <span class="number">{words.t('available.percent', { percent: formatNumber(words.language, percent, 2) })}</span>{' '}
      <span class={isReached ? 'small under' : 'fact-attention small'}>
        <Icon name={isReached ? 'check' : 'alert'} />{' '}
        {words.t(isReached ? 'available.reached' : 'available.missed', { goal })}
      </span>
    </>
  );
}

/** Only what there was of it, a line each. */
function restOf(words: OpsWords, { degradedSeconds, downSeconds, offSeconds }: MonthAvailability): readonly string[] {
  const parts = [
    ['available.off', offSeconds],
    ['available.down', downSeconds],
    ['available.degraded', degradedSeconds],
  ] as const;
  const said = parts.flatMap(([key, seconds]) =>
    seconds === 0 ? [] : [words.t(key, { age: ageText(words.language, seconds * 1000) })],
  );
  return said.length === 0 ? [words.t('available.whole')] : said;
}
