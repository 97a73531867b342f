import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { formatNumber } from '../../kit/i18n/format.js';
import type { Evidence, LinkDecision } from '../../kit/sync/decision.js';
import { decisionSentence } from '../../kit/sync/decision-sentence.js';
import { causeText } from '../../kit/sync/link-words.js';
import { percentText } from '../links/percent.js';
import { ageText } from '../sites/age-text.js';
import { Moment } from '../sites/moment.js';
import { type OpsWords, useWords } from '../words/use-words.js';

const shownMin = 5;

/** Each change of link with its reason in a sentence; the figures behind it on demand. */
export function DecisionLog({ decisions }: { readonly decisions: readonly LinkDecision[] }): JSX.Element {
  const words = useWords();
  const [all, setAll] = useState(false);
  const shown = all ? decisions : decisions.slice(0, shownMin);
  return (
    <section class="facts">
      <h3>{words.t('why.title')}</h3>
      {decisions.length === 0 && <p class="soft small">{words.t('why.none')}</p>}
      <ol class="decisions">
        {shown.map((decision) => (
          <li key={`${decision.at} ${decision.from} ${decision.to} ${decision.reason} ${decision.traffic.join()}`}>
            <p class="decision-why">{decisionSentence(words, decision)}</p>
            <p class="soft small">
              <Moment at={decision.at} />
            </p>
            {decision.evidence.length > 0 && <EvidenceTable evidence={decision.evidence} />}
          </li>
        ))}
      </ol>
      {shown.length < decisions.length && (
        <Button look="plain" onClick={() => setAll(true)}>
          {words.t('why.more', { count: decisions.length - shown.length })}
        </Button>
      )}
    </section>
  );
}

/** A column for each link, so that it fits beside the sites and on a telephone. */
function EvidenceTable({ evidence }: { readonly evidence: readonly Evidence[] }): JSX.Element {
  const words = useWords();
  return (
    <details class="more">
      <summary>{words.t('why.evidence')}</summary>
      <table class="evidence">
        <thead>
          <tr>
            <th scope="col">{words.t('why.link')}</th>
            {evidence.map(({ link }) => (
              <th key={link} scope="col" class="right">
                {link}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ name, text, under }) => (
            <tr key={name}>
              <th scope="row">{words.t(`why.${name}`)}</th>
              {evidence.map((one) => (
                <td key={one.link} class="right">
                  {text(words, one)}
                  <span class="soft under">{under?.(words, one)}</span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

type Text = (words: OpsWords, evidence: Evidence) => string;

interface Figure {
  readonly name: 'condition' | 'loss' | 'roundTrip' | 'silent' | 'penalty';
  readonly text: Text;
  readonly under?: Text;
}

const figures: readonly Figure[] = [
  {
    name: 'condition',
    text: (words, { condition }) => conditionText(words, condition),
    under: (words, { cause }) => (cause ? causeText(words.language, cause) : ''),
  },
  { name: 'loss', text: (words, { lossFraction: loss }) => (loss === undefined ? '–' : percentText(words, loss)) },
  {
    name: 'roundTrip',
    text: ({ language }, { roundTripMilliseconds: trip }) =>
      trip === undefined ? '–' : `${formatNumber(language, trip)}\u00a0ms`,
    under: (words, { usualMilliseconds: usual }) =>
      usual === undefined ? '' : words.t('why.usual', { milliseconds: formatNumber(words.language, usual) }),
  },
  {
    name: 'silent',
    text: (words, { silentMilliseconds: silent }) => (silent === undefined ? '–' : silenceText(words, silent)),
  },
  {
    name: 'penalty',
    text: ({ language }, { penalty }) => (penalty === undefined ? '–' : formatNumber(language, Math.round(penalty))),
  },
];

const conditions = ['sound', 'shaky', 'slow', 'lossy', 'down'] as const;

function conditionText(words: OpsWords, condition: string): string {
  const known = conditions.find((one) => one === condition);
  return known ? words.t(`condition.${known}`) : condition;
}

const precise = 10_000;

/** A silence of seconds is told to the tenth: that is what decisions are about. */
function silenceText(words: OpsWords, milliseconds: number): string {
  if (milliseconds >= precise) return ageText(words.language, milliseconds);
  return `${formatNumber(words.language, milliseconds / 1000, 1)}\u00a0s`;
}
