import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type GlassVerdict, glassVerdicts, isGlassVerdict } from '../../../record/care/broken-glass.js';
import { Button } from '../../kit/button.js';
import { ChoiceField } from '../../kit/choice-field.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { formatDate, formatTime } from '../../kit/i18n/format.js';
import { Tag } from '../../kit/tag.js';
import { useSave } from '../forms/use-save.js';
import { type CareWordKey, useCareWords } from '../words/use-care-words.js';
import { judge, type Review } from './reviews.js';

const tones = { justified: 'brand', 'to-discuss': 'warning', unjustified: 'critical' } as const;

/** One opening: who, whose record, when, why and what was done meanwhile, and what is said of that. */
export function ReviewCard(props: { readonly review: Review; readonly onJudged: () => void }): JSX.Element {
  const words = useCareWords();
  const { review, onJudged } = props;
  const { displayName, author, patient, reason, from, until, verdict } = review;
  const at = `${formatDate(words.language, from)}, ${formatTime(words.language, from)} – ${formatTime(words.language, until)}`;
  return (
    <article class="review stack-small" aria-label={words.t('reviews.of', { name: displayName, at })}>
      <div class="row">
        <strong>{displayName}</strong>
        <span class="soft number">{at}</span>
        {verdict !== null && <Tag tone={tones[verdict]}>{words.t(`care.verdict.${verdict}`)}</Tag>}
      </div>
      <p>{words.t('reviews.reason', { reason: words.t(`care.reason.${reason}`) })}</p>
      <p class="soft small">
        {words.t('reviews.by')} <code>{author}</code> · {words.t('reviews.record')} <code>{patient}</code>
      </p>
      <Acts acts={review.acts} />
      {verdict === null && <Verdict id={review.id} onJudged={onJudged} />}
    </article>
  );
}

function Acts({ acts }: Pick<Review, 'acts'>): JSX.Element {
  const words = useCareWords();
  if (acts.length === 0) return <p class="soft">{words.t('reviews.noActs')}</p>;
  return (
    <ul class="review-acts">
      {acts.map(({ action, kind, count }) => (
        <li key={`${action} ${kind}`}>
          {words.t('reviews.act', {
            action: words.t(actionKey(action)),
            kind: words.t(kindKey(kind)),
            count,
          })}
        </li>
      ))}
    </ul>
  );
}

const actions = ['read', 'search', 'history', 'create', 'update', 'delete', 'export'] as const;
const kinds = ['identity', 'visit', 'clinical', 'prescription', 'dispensing', 'laboratory', 'trail'] as const;

function actionKey(action: string): CareWordKey {
  const known = actions.find((each) => each === action);
  return known === undefined ? 'act.other' : `act.${known}`;
}

function kindKey(kind: string): CareWordKey {
  const known = kinds.find((each) => each === kind);
  return known === undefined ? 'kind.other' : `kind.${known}`;
}

function Verdict({ id, onJudged }: { readonly id: number; readonly onJudged: () => void }): JSX.Element {
  const words = useCareWords();
  const saving = useSave();
  const fieldId = `verdict-${id}`;
  const [verdict, setVerdict] = useState<GlassVerdict | undefined>(undefined);
  const [isTried, setTried] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (verdict === undefined) return document.getElementById(fieldId)?.focus();
    void saving.run(async () => {
      await judge(id, verdict);
      document.getElementById('content')?.focus();
      onJudged();
    });
  };
  return (
    <form class="stack-small" onSubmit={submit} noValidate>
      <ChoiceField
        id={fieldId}
        label={words.t('reviews.verdict')}
        choices={glassVerdicts.map((value) => ({ value, label: words.t(`care.verdict.${value}`) }))}
        value={verdict ?? ''}
        error={isTried && verdict === undefined ? words.t('reviews.verdictMissing') : undefined}
        onChange={(value) => setVerdict(isGlassVerdict(value) ? value : undefined)}
      />
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <div class="actions">
        <Button type="submit" busy={saving.busy}>
          {words.t('reviews.save')}
        </Button>
      </div>
    </form>
  );
}
