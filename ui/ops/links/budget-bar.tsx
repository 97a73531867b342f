import type { JSX } from 'preact';
import { formatBytes } from '../../kit/i18n/bytes.js';
import { formatDate, formatNumber } from '../../kit/i18n/format.js';
import { Icon } from '../../kit/icon.js';
import { type Budget, usedFractionOf } from '../../kit/sync/budget.js';
import { type OpsWords, useWords } from '../words/use-words.js';

/** What a metered link has used of its month, with the date on which it will be spent. */
export function BudgetBar({ budget }: { readonly budget: Budget }): JSX.Element {
  const words = useWords();
  const bytes = (count: number) => formatBytes(words.language, count);
  const used = usedFractionOf(budget);
  const reserved = budget.capBytes === 0 ? 0 : Math.min(1 - used, budget.urgentReserveBytes / budget.capBytes);
  const figures = words.t('budget.used', {
    used: bytes(budget.usedBytes),
    cap: bytes(budget.capBytes),
    percent: formatNumber(words.language, Math.floor(used * 100)),
  });
  const { level, pacedBytesToday, dayBytes } = budget;
  return (
    <div class={`budget ${level}`}>
      <p class="budget-head small">
        <span>{words.t('budget.label', { month: formatDate(words.language, budget.month) })}</span>
        {level !== 'ok' && (
          <strong class="budget-level">
            <Icon name={level === 'warn-75' ? 'alert' : 'octagon'} /> {words.t(`budget.level.${level}`)}
          </strong>
        )}
      </p>
      <svg class="budget-bar" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label={figures}>
        <rect class="budget-cap" width="100" height="8" />
        <rect class="budget-used" width={used * 100} height="8" />
        <rect class="budget-reserve" x={100 - reserved * 100} y="6" width={reserved * 100} height="2" />
      </svg>
      <p class="small">
        <span class="number">{figures}.</span> {outlookOf(words, budget)}
      </p>
      <p class="soft small">
        {dayBytes !== undefined &&
          dayBytes > 0 &&
          `${words.t('budget.today', { used: bytes(pacedBytesToday ?? 0), share: bytes(dayBytes) })} `}
        {budget.urgentReserveBytes > 0 && words.t('budget.reserve', { bytes: bytes(budget.urgentReserveBytes) })}
      </p>
    </div>
  );
}

/** What comes of it, in a sentence. */
function outlookOf(words: OpsWords, budget: Budget): string {
  if (budget.capBytes === 0) return words.t('budget.zero');
  if (budget.level === 'spent') return words.t('budget.spent');
  if (budget.exhaustedAt === undefined) return words.t('budget.lasts');
  return words.t('budget.exhausts', { date: formatDate(words.language, new Date(budget.exhaustedAt).toISOString()) });
}
