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

function EvidenceTable({ evidence }: { readonly evidence: readonly Evidence[] }): JSX.Element {
  const words = useWords();
  return (
    <details class="more">
      <summary>{words.t('why.evidence')}</summary>
      <div class="table-frame">
        <table class="evidence">
          <thead>
            <tr>
              <th scope="col">{words.t('why.link')}</th>
              <th scope="col">{words.t('why.condition')}</th>
              <th scope="col" class="right">
                {words.t('why.loss')}
              </th>
              <th scope="col" class="right">
                {words.t('why.roundTrip')}
              </th>
              <th scope="col" class="right">
                {words.t('why.silent')}
              </th>
              <th scope="col" class="right">
                {words.t('why.penalty')}
              </th>
            </tr>
          </thead>
          <tbody>
            {evidence.map((one) => (
              <EvidenceRow key={one.link} evidence={one} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function EvidenceRow({ evidence }: { readonly evidence: Evidence }): JSX.Element {
  const words = useWords();
  const { lossFraction, roundTripMilliseconds, usualMilliseconds, silentMilliseconds, penalty } = evidence;
  return (
    <tr>
      <th scope="row">{evidence.link}</th>
      <td>
        {conditionText(words, evidence.condition)}
        {evidence.cause && <span class="soft small under">{causeText(words.language, evidence.cause)}</span>}
      </td>
      <td class="right number">{lossFraction === undefined ? '–' : percentText(words, lossFraction)}</td>
      <td class="right number">
        {roundTripMilliseconds === undefined ? '–' : `${formatNumber(words.language, roundTripMilliseconds)} ms`}
        {usualMilliseconds !== undefined && (
          <span class="soft under">
            {words.t('why.usual', { milliseconds: formatNumber(words.language, usualMilliseconds) })}
          </span>
        )}
      </td>
      <td class="right number">{silentMilliseconds === undefined ? '–' : silenceText(words, silentMilliseconds)}</td>
      <td class="right number">{penalty === undefined ? '–' : formatNumber(words.language, Math.round(penalty))}</td>
    </tr>
  );
}

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
