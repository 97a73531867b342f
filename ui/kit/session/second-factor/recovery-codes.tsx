import type { JSX } from 'preact';
import { Button } from '../../button.js';
import { useWords } from './use-words.js';

/** The recovery codes, shown once; to print, or to write down. */
export function RecoveryCodes(props: {
  readonly user: string;
  readonly codes: readonly string[];
  readonly onKept: () => void;
}): JSX.Element {
  const words = useWords();
  return (
    <>
      <p>{words.t('recovery.lead')}</p>
      <p class="print-only">{words.t('recovery.of', { user: props.user })}</p>
      <ul class="recovery-codes">
        {props.codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="row">
        <Button look="main" onClick={props.onKept}>
          {words.t('recovery.kept')}
        </Button>
        <Button icon="print" onClick={() => window.print()}>
          {words.t('recovery.print')}
        </Button>
      </div>
    </>
  );
}
