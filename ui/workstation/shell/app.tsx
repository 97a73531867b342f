import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { Failure } from '../../kit/http/failure.js';
import { startLive, watchLive } from '../../kit/http/live.js';
import { routeStore } from '../../kit/router.js';
import { ChoosePassword } from '../../kit/session/choose-password.js';
import { SessionKeeper } from '../../kit/session/lock/keeper.js';
import { OwnAccount } from '../../kit/session/own-account.js';
import { askSession, type Session, sessionStore, signOut } from '../../kit/session/session.js';
import { SignIn } from '../../kit/session/sign-in.js';
import { SkipLink } from '../../kit/skip-link.js';
import { Empty, FailureState, Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import { startSync } from '../../kit/sync/sync-state.js';
import { startConflicts } from '../conflicts/open-conflicts.js';
import { readRecordEvent } from '../fhir/record-event.js';
import { useWords } from '../words/use-words.js';
import { ConsolePage, Page } from './page.js';
import { Rail } from './rail.js';
import { loadSites } from './site-name.js';

const unreachable = new Failure('offline', 0);

export function App(): JSX.Element {
  const words = useWords();
  const state = useStore(sessionStore);
  switch (state.kind) {
    case 'asking':
      return <Loading />;
    case 'unreachable':
      return <FailureState failure={unreachable} onRetry={() => void askSession()} />;
    case 'out':
    case 'ended':
      return <SignIn note={words.t('app.note')} ended={state.kind === 'ended'} notice="/privacy?language=" />;
    case 'in':
      return <Entered session={state.session} isLocked={false} />;
    case 'locked':
      return state.session ? <Entered session={state.session} isLocked /> : <Loading />;
  }
}

interface EnteredProps {
  readonly session: Session;
  readonly isLocked: boolean;
}

function Entered(props: EnteredProps): JSX.Element {
  const words = useWords();
  if (props.session.choosesPassword) return <ChoosePassword {...props} note={words.t('app.note')} />;
  return <SignedIn key={props.session.name} {...props} />;
}

function SignedIn({ session, isLocked }: EnteredProps): JSX.Element {
  useEffect(() => {
    if (isLocked) return;
    const stopLive = startLive();
    const stopSync = startSync();
    const stopConflicts = startConflicts();
    return () => {
      stopConflicts();
      stopSync();
      stopLive();
    };
  }, [isLocked]);
  useEffect(() => {
    void loadSites();
    return watchLive((kind, data) => {
      const sitesMoved = kind === 'record' && readRecordEvent(data).touched.some(({ type }) => type === 'Organization');
      if (kind === 'reopened' || sitesMoved) void loadSites();
    });
  }, []);
  const isAccount = useStore(routeStore).segments[0] === 'account';
  const seesRecords = session.role !== 'admin' && session.role !== 'ops' && session.role !== 'authority';
  return (
    <div class="shell">
      <SkipLink />
      <SessionKeeper session={session} isLocked={isLocked} />
      <Rail session={session} seesRecords={seesRecords} />
      {isAccount && <OwnAccount session={session} />}
      {!isAccount && seesRecords && <Page session={session} />}
      {!isAccount && !seesRecords && (session.role === 'admin' ? <ConsolePage /> : <NoRecords />)}
    </div>
  );
}

function NoRecords(): JSX.Element {
  const words = useWords();
  return (
    <main id="content" tabIndex={-1}>
      <Empty icon="lock" title={words.t('noAccess.title')}>
        <p>{words.t('noAccess.text')}</p>
        <Button icon="signOut" onClick={() => void signOut()}>
          {words.t('action.signOut')}
        </Button>
      </Empty>
    </main>
  );
}
