import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './proof.css';
import { asFailure, type Failure } from '../../http/failure.js';
import { FailureState, Loading } from '../../states.js';
import { type Account, hasSecondFactor, readAccount } from '../account/account.js';
import { AgainForm } from '../account/again-form.js';
import { useWords } from '../account/use-words.js';
import { type AskedProof, proveAgain } from './asked-proof.js';

/** Password and code once more, over what one was doing, which goes on after it. */
export function ProofDialog({ asked }: { readonly asked: AskedProof }): JSX.Element {
  const words = useWords();
  const frame = useRef<HTMLDialogElement>(null);
  const [account, setAccount] = useState<Account | Failure | undefined>(undefined);
  const load = () => void readAccount().then(setAccount, (error: unknown) => setAccount(asFailure(error)));
  useEffect(load, []);
  useLayoutEffect(() => {
    const dialog = frame.current;
    dialog?.showModal();
    // Closed and not only taken away: the browser then gives the focus back.
    return () => dialog?.close();
  }, []);
  const isLoaded = account !== undefined && !(account instanceof Error);
  useEffect(() => {
    if (isLoaded) frame.current?.querySelector('input')?.focus();
  }, [isLoaded]);
  return (
    <dialog
      class="proof"
      ref={frame}
      aria-labelledby="proof-title"
      onCancel={(event) => {
        event.preventDefault();
        asked.answer(false);
      }}
    >
      <h2 id="proof-title">{words.t('account.proof.title')}</h2>
      {account === undefined && <Loading />}
      {account instanceof Error && <FailureState failure={account} onRetry={load} />}
      {isLoaded && (
        <AgainForm
          lead={words.t('account.proof.lead')}
          submitText={words.t('account.proof.submit')}
          wantsCode={hasSecondFactor(account)}
          hasKey={account.keys.length > 0}
          submit={async (again) => {
            await proveAgain(again);
            asked.answer(true);
          }}
          onCancel={() => asked.answer(false)}
        />
      )}
    </dialog>
  );
}
