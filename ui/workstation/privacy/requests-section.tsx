import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type RectificationAnswer, rectificationAnswers } from '../../../record/builders/rectification.js';
import { Button } from '../../kit/button.js';
import { ChoiceField } from '../../kit/choice-field.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { TextField } from '../../kit/field.js';
import { formatDate } from '../../kit/i18n/format.js';
import { FailureState, Loading } from '../../kit/states.js';
import { Tag } from '../../kit/tag.js';
import { useLive } from '../fhir/use-live.js';
import { useSave } from '../forms/use-save.js';
import { usePrivacyWords } from '../words/use-privacy-words.js';
import { answerRequest, noteRequest, readRequests, type ShownRequest } from './privacy.js';

interface SectionProps {
  readonly patientId: string;
  readonly mayAnswer: boolean;
}

/** What the patient asks to be put right, and what became of it (rule R39). */
export function RequestsSection({ patientId, mayAnswer }: SectionProps): JSX.Element {
  const words = usePrivacyWords();
  const [round, setRound] = useState(0);
  const found = useLive(() => readRequests(patientId), `${patientId} ${round}`);
  const again = () => setRound(round + 1);
  return (
    <section class="stack-small" data-privacy="requests">
      <h3>{words.t('asked.title')}</h3>
      {found.kind === 'loading' && <Loading />}
      {found.kind === 'failed' && <FailureState failure={found.failure} />}
      {found.kind === 'ready' && found.value.length === 0 && <p class="soft">{words.t('asked.none')}</p>}
      {found.kind === 'ready' && (
        <ul class="stack-small privacy-list">
          {found.value.map((each) => (
            <RequestItem key={each.id} {...{ patientId, mayAnswer }} asked={each} onAnswered={again} />
          ))}
        </ul>
      )}
      <NoteForm patientId={patientId} onNoted={again} />
    </section>
  );
}

function NoteForm(props: { readonly patientId: string; readonly onNoted: () => void }): JSX.Element {
  const words = usePrivacyWords();
  const saving = useSave();
  const [what, setWhat] = useState('');
  const [isTried, setTried] = useState(false);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (what.trim() === '') return document.getElementById('asked-what')?.focus();
    void saving.run(async () => {
      await noteRequest(props.patientId, what);
      setWhat('');
      setTried(false);
      props.onNoted();
    });
  };
  return (
    <form class="stack-small" onSubmit={submit} noValidate>
      <TextField
        id="asked-what"
        label={words.t('asked.what')}
        lines={3}
        value={what}
        error={isTried && what.trim() === '' ? words.t('asked.missing') : undefined}
        onChange={setWhat}
      />
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <div class="actions">
        <Button type="submit" busy={saving.busy}>
          {words.t('asked.note')}
        </Button>
      </div>
    </form>
  );
}

interface ItemProps extends SectionProps {
  readonly asked: ShownRequest;
  readonly onAnswered: () => void;
}

function RequestItem(props: ItemProps): JSX.Element {
  const words = usePrivacyWords();
  const { asked, mayAnswer } = props;
  const { what, state, at, due, reason } = asked;
  const [answers, setAnswers] = useState(false);
  const isLate = state === 'open' && Date.parse(due) < Date.now();
  const dueText = formatDate(words.language, due);
  return (
    <li class="privacy-item stack-small">
      <p>{what}</p>
      <div class="row">
        <Tag tone={isLate ? 'critical' : state === 'open' ? 'warning' : 'brand'}>
          {words.t(isLate ? 'asked.late' : `asked.${state}`, { due: dueText })}
        </Tag>
        <span class="soft small">{words.t('asked.at', { at: formatDate(words.language, at) })}</span>
      </div>
      {reason !== null && <p>{words.t('corrected.reason', { reason })}</p>}
      {state === 'open' && mayAnswer && !answers && (
        <div class="actions">
          <Button onClick={() => setAnswers(true)}>{words.t('asked.answer')}</Button>
        </div>
      )}
      {answers && state === 'open' && <AnswerForm {...props} onCancel={() => setAnswers(false)} />}
    </li>
  );
}

function AnswerForm(props: ItemProps & { readonly onCancel: () => void }): JSX.Element {
  const words = usePrivacyWords();
  const saving = useSave();
  const [answer, setAnswer] = useState<RectificationAnswer | undefined>(undefined);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const id = `answer-${props.asked.id}`;
  const isMissing = answer === undefined || reason.trim() === '';
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (answer === undefined || isMissing) return document.getElementById(id)?.focus();
    void saving.run(async () => {
      await answerRequest(props.patientId, props.asked.id, { answer, reason });
      props.onAnswered();
    });
  };
  return (
    <form class="stack-small" onSubmit={submit} noValidate>
      <ChoiceField
        id={id}
        label={words.t('asked.outcome')}
        choices={rectificationAnswers.map((value) => ({ value, label: words.t(`asked.outcome.${value}`) }))}
        value={answer ?? ''}
        error={isTried && isMissing ? words.t('asked.reasonMissing') : undefined}
        onChange={(value) => setAnswer(rectificationAnswers.find((each) => each === value))}
      />
      <TextField id={`${id}-reason`} label={words.t('asked.reason')} lines={2} value={reason} onChange={setReason} />
      {saving.failure && <FailureBanner failure={saving.failure} />}
      <div class="actions">
        <Button type="submit" look="main" busy={saving.busy}>
          {words.t('asked.save')}
        </Button>
        <Button look="plain" onClick={props.onCancel}>
          {words.t('asked.cancel')}
        </Button>
      </div>
    </form>
  );
}
