import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Banner, ErrorSummary } from '../../banner.js';
import { Button } from '../../button.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { Logo } from '../../icon.js';
import { useStore } from '../../store.js';
import { LanguageSwitch } from '../../switches.js';
import { startUse } from '../lock/use.js';
import { askedProofStore, startAskingProof } from '../proof/asked-proof.js';
import { ProofDialog } from '../proof/proof-dialog.js';
import { askSession, enter, type Session, signOut } from '../session.js';
import { SignInFailure } from '../sign-in-failure.js';
import { StepHeading } from '../step-heading.js';
import { NewPasswordField } from './new-password-field.js';
import { chooseOwnPassword } from './own-password.js';
import { useWords } from './use-words.js';

export interface ChoosePasswordProps {
  readonly session: Session;
  readonly isLocked: boolean;
  /** Whose program this is. */
  readonly note: string;
}

/** All that there is for who signed in by a password that somebody else gave them, until they have chosen their own. */
export function ChoosePage({ session, isLocked, note }: ChoosePasswordProps): JSX.Element {
  const words = useWords();
  const asked = useStore(askedProofStore);
  useEffect(() => {
    startAskingProof();
    return () => askedProofStore.get()?.answer(false);
  }, []);
  useEffect(() => (isLocked ? undefined : startUse(session)), [session.idleLockSeconds, isLocked]);
  return (
    <main class="sign-in stack" id="content">
      {asked && <ProofDialog asked={asked} />}
      <div class="brand">
        <Logo />
        <span>Carnet</span>
      </div>
      <StepHeading title={words.t('choose.title')} note={`${session.displayName} · ${note}`} />
      <p>{words.t('choose.lead')}</p>
      <ChooseForm name={session.name} />
      <LanguageSwitch />
    </main>
  );
}

function ChooseForm({ name }: { readonly name: string }): JSX.Element {
  const words = useWords();
  const [next, setNext] = useState('');
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const missing = attempt > 0 && next === '' ? words.t('account.password.nextMissing') : undefined;
  const submit = async (event: Event) => {
    event.preventDefault();
    setFailure(undefined);
    setAttempt(attempt + 1);
    if (busy || next === '') return;
    setBusy(true);
    try {
      enter(await chooseOwnPassword(next));
    } catch (error) {
      const refused = asFailure(error);
      setBusy(false);
      // It was chosen in another window.
      if (refused.kind === 'restricted') await askSession();
      else setFailure(refused);
    }
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <ErrorSummary errors={missing === undefined ? [] : [{ fieldId: 'own-next', text: missing }]} attempt={attempt} />
      {failure?.code === 'password-refused' && (
        <Banner tone="critical" announce title={words.t('account.password.refused')} />
      )}
      {failure && failure.code !== 'password-refused' && <SignInFailure kind={failure.kind} wrong="" />}
      {/* For what keeps passwords: whose it is. */}
      <input type="text" autocomplete="username" value={name} hidden readOnly />
      <NewPasswordField id="own-next" value={next} onChange={setNext} error={missing} />
      <div class="row">
        <Button type="submit" look="main" busy={busy}>
          {words.t('choose.submit')}
        </Button>
        <Button look="plain" icon="signOut" onClick={() => void signOut()}>
          {words.t('action.signOut')}
        </Button>
      </div>
    </form>
  );
}
