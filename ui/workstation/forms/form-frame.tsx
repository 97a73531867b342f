import type { ComponentChildren, JSX } from 'preact';
import { ErrorSummary, type SummaryError } from '../../kit/banner.js';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { useWords } from '../words/use-words.js';
import type { Saving } from './use-save.js';

/** A form: what is wrong on top, the fields, the button that says the verb. */
export function FormFrame(props: {
  readonly errors: readonly SummaryError[];
  readonly attempt: number;
  readonly saving: Saving;
  readonly submit: string;
  readonly onSubmit: () => void;
  /** Whether a draft was found; offers to clear it. */
  readonly restored?: boolean;
  readonly onDiscard?: () => void;
  readonly children: ComponentChildren;
}): JSX.Element {
  const words = useWords();
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit();
      }}
    >
      <ErrorSummary errors={props.errors} attempt={props.attempt} />
      {props.saving.failure && <FailureBanner failure={props.saving.failure} />}
      {props.restored && (
        <p class="restored small" role="status">
          {words.t('form.draft')}{' '}
          <Button look="plain" onClick={props.onDiscard}>
            {words.t('form.discard')}
          </Button>
        </p>
      )}
      <p class="soft small">{words.t('required.note')}</p>
      {props.children}
      <div class="actions form-end">
        <Button type="submit" look="main" busy={props.saving.busy}>
          {props.submit}
        </Button>
      </div>
    </form>
  );
}
