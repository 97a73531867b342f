import type { JSX } from 'preact';
import { fieldsOf, listOf, numberOf, textOf, timeOf, wordOf } from '../../kit/http/read-fields.js';
import { formatBytes } from '../../kit/i18n/bytes.js';
import { formatMoment, formatNumber } from '../../kit/i18n/format.js';
import { percentText } from '../links/percent.js';
import { ageText } from '../sites/age-text.js';
import { type OpsWords, useWords } from '../words/use-words.js';
import type { Order } from './orders.js';

/** What came of an order: in words what a person reads, and all of it on demand. */
export function OrderOutcome({ order }: { readonly order: Order }): JSX.Element | null {
  const words = useWords();
  const { outcome } = order;
  if (!outcome || Object.keys(outcome).length === 0) return null;
  const lines = linesOf(words, order, outcome);
  return (
    <>
      {lines.map((line) => (
        <span key={line} class="small under">
          {line}
        </span>
      ))}
      {(order.kind === 'path-test' || order.kind === 'diagnostics') && order.state === 'done' && (
        <details class="more">
          <summary>{words.t('orders.outcome')}</summary>
          <pre class="outcome" lang="en">
            {JSON.stringify(outcome, null, 2)}
          </pre>
        </details>
      )}
    </>
  );
}

type Outcome = NonNullable<Order['outcome']>;

function linesOf(words: OpsWords, { kind, state }: Order, outcome: Outcome): readonly string[] {
  const code = textOf(outcome['code']);
  if (code !== '') return state === 'failed' ? [failureText(words, code)] : [];
  const until = timeOf(outcome['until']);
  if (kind === 'force-link' && until !== undefined) {
    return [words.t('orders.until', { time: formatMoment(words.language, until, Date.now()) })];
  }
  if (kind === 'diagnostics' && state === 'done') return diagnosedText(words, outcome);
  if (kind !== 'path-test') return [];
  return [
    ...listOf(outcome['links']).map((item) => testedText(words, item)),
    ...listOf(outcome['skipped']).map((item) => skippedText(words, item)),
  ];
}

const toldCodes = ['time-out', 'not-found', 'method-unsupported'] as const;

function failureText(words: OpsWords, code: string): string {
  const told = wordOf(toldCodes, code);
  return told ? words.t(`orders.code.${told}`) : words.t('orders.code', { code });
}

function testedText(words: OpsWords, value: unknown): string {
  const tested = fieldsOf(value);
  const link = textOf(tested['link']);
  const median = numberOf(fieldsOf(tested['roundTrip'])['median']);
  const loss = percentText(words, numberOf(tested['lossFraction']) ?? 1);
  if (median === undefined) return words.t('orders.tested.silent', { link });
  return words.t('orders.tested', { link, median: formatNumber(words.language, Math.round(median)), loss });
}

/** Of pino, whose levels these are: 40 is a warning. */
const warningLevelMin = 40;

function diagnosedText(words: OpsWords, outcome: Outcome): readonly string[] {
  const age = (seconds: unknown) => ageText(words.language, (numberOf(seconds) ?? 0) * 1_000);
  const log = listOf(outcome['log']);
  const wrong = log.filter((line) => (numberOf(fieldsOf(line)['level']) ?? 0) >= warningLevelMin).length;
  const memory = formatBytes(words.language, numberOf(fieldsOf(outcome['memory'])['residentBytes']) ?? 0);
  return [
    words.t('orders.diagnosed', { program: age(outcome['upSeconds']), box: age(outcome['systemUpSeconds']), memory }),
    words.t('orders.diagnosed.log', {
      lines: formatNumber(words.language, log.length),
      wrong: formatNumber(words.language, wrong),
    }),
  ];
}

function skippedText(words: OpsWords, value: unknown): string {
  const skipped = fieldsOf(value);
  const reason = skipped['reason'] === 'metered' ? 'metered' : 'never-open';
  return words.t(`orders.skipped.${reason}`, { link: textOf(skipped['link']) });
}
