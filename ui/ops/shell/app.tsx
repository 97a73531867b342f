import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failure } from '../../kit/http/failure.js';
import { startLive } from '../../kit/http/live.js';
import { routeStore } from '../../kit/router.js';
import { ChoosePassword } from '../../kit/session/choose-password.js';
import { SessionKeeper } from '../../kit/session/lock/keeper.js';
import { OwnAccount } from '../../kit/session/own-account.js';
import { askSession, type Session, sessionStore } from '../../kit/session/session.js';
import { SignIn } from '../../kit/session/sign-in.js';
import { SkipLink } from '../../kit/skip-link.js';
import { Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import { startAlerts } from '../alerts/alerts-store.js';
import { startDemoLinks } from '../fleet/demo-links.js';
import { startFleet } from '../fleet/fleet-store.js';
import { startHubClock } from '../fleet/hub-clock.js';
import { FleetPage } from '../sites/fleet-page.js';
import { useWords } from '../words/use-words.js';
import { HubFailure } from './hub-failure.js';
import { TopBar } from './top-bar.js';

const unreachable = new Failure('offline', 0);
const askSessionMilliseconds = 5_000;

export function App(): JSX.Element {
  const words = useWords();
  const state = useStore(sessionStore);
  useEffect(() => {
    if (state.kind !== 'unreachable') return;
    const timer = setInterval(() => void askSession(), askSessionMilliseconds);
    return () => clearInterval(timer);
  }, [state.kind]);
  switch (state.kind) {
    case 'asking':
      return <Loading />;
    case 'unreachable':
      return (
        <main id="content" class="alone">
          <HubFailure failure={unreachable} onRetry={() => void askSession()} />
        </main>
      );
    case 'out':
    case 'ended':
      return <SignIn note={words.t('app.note')} ended={state.kind === 'ended'} />;
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
  const isAccount = useStore(routeStore).segments[0] === 'account';
  useEffect(() => {
    if (isLocked) return;
    const stops = [startLive(), startFleet(), startAlerts(), startHubClock(), startDemoLinks()];
    return () => {
      for (const stop of stops) stop();
    };
  }, [isLocked]);
  return (
    <div class="ops">
      <SkipLink />
      <SessionKeeper session={session} isLocked={isLocked} />
      <TopBar session={session} />
      {isAccount ? <OwnAccount session={session} /> : <FleetPage />}
    </div>
  );
}
