import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { formatDayAndTime } from '../../i18n/format.js';
import { FailureState, Loading } from '../../states.js';
import { askSession } from '../session.js';
import { SignInFailure } from '../sign-in-failure.js';
import { endOtherSessions, endSession, endSessions, listSessions, type OwnSession } from './own-sessions.js';
import { useSessionWords } from './use-session-words.js';

/** Where one is signed in: each session, to end it or all others. */
export function SessionsSection(): JSX.Element {
  const words = useSessionWords();
  const [sessions, setSessions] = useState<readonly OwnSession[] | Failure | undefined>(undefined);
  const [done, setDone] = useState<'ended' | 'othersEnded' | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const load = () => void listSessions().then(setSessions, (error: unknown) => setSessions(asFailure(error)));
  useEffect(load, []);
  const follow = (act: Promise<void>, said: 'ended' | 'othersEnded') => {
    setFailure(undefined);
    setDone(undefined);
    act.then(
      () => {
        setDone(said);
        load();
      },
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  const isList = sessions !== undefined && !(sessions instanceof Error);
  return (
    <section>
      <h2>{words.t('account.sessions.title')}</h2>
      <div role="status">{done && <Banner tone="done" title={words.t(`sessions.${done}`)} />}</div>
      {failure && <SignInFailure kind={failure.kind} wrong="" />}
      {sessions === undefined && <Loading />}
      {sessions instanceof Error && <FailureState failure={sessions} onRetry={load} />}
      {isList && (
        <ul class="own-sessions">
          {sessions.map((session) => (
            <li key={session.id}>
              <SessionLine session={session} onEnd={() => follow(endSession(session.id), 'ended')} />
            </li>
          ))}
        </ul>
      )}
      <div class="row">
        {isList && sessions.some(({ isCurrent }) => !isCurrent) && (
          <Button onClick={() => follow(endOtherSessions(), 'othersEnded')}>{words.t('sessions.endOthers')}</Button>
        )}
        <Button icon="signOut" onClick={() => void endSessions().finally(() => void askSession())}>
          {words.t('account.sessions.end')}
        </Button>
      </div>
    </section>
  );
}

function SessionLine({ session, onEnd }: { readonly session: OwnSession; readonly onEnd: () => void }): JSX.Element {
  const words = useSessionWords();
  const { device, address, since, lastUse, isCurrent, isLocked } = session;
  const at = (instant: string) => formatDayAndTime(words.language, Date.parse(instant), Date.now());
  const name = device === '' ? words.t('sessions.unknown') : device;
  return (
    <div class="row">
      <span>
        <strong>{name}</strong> {address !== '' && <span>{words.t('sessions.from', { address })}</span>}
        <br />
        <span class="soft">
          {words.t('sessions.since', { at: at(since) })}{' '}
          {!isCurrent && lastUse !== null && words.t('sessions.lastUse', { at: at(lastUse) })}{' '}
          {isLocked && words.t('sessions.locked')}
        </span>
      </span>
      {isCurrent ? (
        <strong>{words.t('sessions.current')}</strong>
      ) : (
        <Button look="plain" onClick={onEnd}>
          {words.t('sessions.end', { name, at: at(since) })}
        </Button>
      )}
    </div>
  );
}
