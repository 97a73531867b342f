import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../button.js';
import { asFailure, Failure, type FailureKind } from '../../http/failure.js';
import { Icon, Logo } from '../../icon.js';
import { FailureState, Loading } from '../../states.js';
import { LanguageSwitch } from '../../switches.js';
import { holdTitle } from '../../title.js';
import { leaveDesk, sessionStore } from '../session.js';
import { SignInFailure } from '../sign-in-failure.js';
import { type LockView, readLock } from './lock.js';
import { UnlockForm } from './unlock-form.js';
import { useWords } from './use-words.js';
import './lock.css';

/** All that is there of a locked session: whose it is, and what opens it. Nothing of patients. */
export function LockScreen(): JSX.Element {
  const words = useWords();
  const [view, setView] = useState<LockView | FailureKind | undefined>(undefined);
  const [isLeaving, setLeaving] = useState(false);
  const look = () => {
    const state = sessionStore.get();
    const session = state.kind === 'locked' ? state.session : undefined;
    readLock(session).then(
      (found) => found && setView(found),
      (error: unknown) => setView((now) => (typeof now === 'object' ? now : asFailure(error).kind)),
    );
  };
  useEffect(() => {
    look();
    addEventListener('focus', look);
    return () => removeEventListener('focus', look);
  }, []);
  const title = `${words.t('lock.title')} – Carnet`;
  useEffect(() => holdTitle(title), [title]);
  return (
    <main class="sign-in stack" id="content">
      <div class="brand">
        <Logo />
        <span>Carnet</span>
      </div>
      <h1>
        <Icon name="lock" /> {words.t('lock.title')}
      </h1>
      {view === undefined && <Loading />}
      {typeof view === 'string' && <FailureState failure={new Failure(view, 0)} onRetry={look} />}
      {typeof view === 'object' &&
        (isLeaving ? (
          <LeaveForm view={view} onBack={() => setLeaving(false)} />
        ) : (
          <>
            <p class="lock-of">
              <strong>{words.t('lock.of', { name: view.displayName })}</strong>
              <span class="soft">{words.t('lock.kept')}</span>
            </p>
            <UnlockForm key={view.wanted} view={view} onRefused={look} />
            <p class="row">
              <span class="soft">{words.t('lock.other')}</span>
              <Button look="plain" onClick={() => setLeaving(true)}>
                {words.t('lock.leave')}
              </Button>
            </p>
          </>
        ))}
      <LanguageSwitch />
    </main>
  );
}

/** Says what will be lost, before it is. */
function LeaveForm({ view, onBack }: { readonly view: LockView; readonly onBack: () => void }): JSX.Element {
  const words = useWords();
  const [failure, setFailure] = useState<FailureKind | undefined>(undefined);
  const lead = useRef<HTMLParagraphElement>(null);
  useEffect(() => lead.current?.focus(), []);
  const leave = () => leaveDesk(view.user).catch((error: unknown) => setFailure(asFailure(error).kind));
  return (
    <div class="stack">
      <p tabIndex={-1} ref={lead}>
        {words.t('lock.leaveLead', { name: view.displayName })}
      </p>
      {failure && <SignInFailure kind={failure} wrong="" />}
      <div class="row">
        <Button look="main" icon="signOut" onClick={() => void leave()}>
          {words.t('lock.leaveSure')}
        </Button>
        <Button look="plain" onClick={onBack}>
          {words.t('lock.back')}
        </Button>
      </div>
    </div>
  );
}
