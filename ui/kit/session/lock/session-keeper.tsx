import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { formatDayAndTime } from '../../i18n/format.js';
import { lazyPart } from '../../lazy.js';
import { useStore } from '../../store.js';
import { ChangeNotices } from '../changes/change-notices.js';
import { type AskedProof, askedProofStore, startAskingProof } from '../proof/asked-proof.js';
import type { Session } from '../session.js';
import { SignInNotices } from '../sign-ins/sign-in-notices.js';
import { takeThrownAway } from '../typed.js';
import { lockWarningStore, startUse } from './use.js';
import { useWords } from './use-words.js';
import './lock.css';

const ProofDialog = lazyPart<{ readonly asked: AskedProof }>(
  async () => (await import('../proof/proof-dialog.js')).ProofDialog,
);

/** Follows whether somebody uses the session, and says what they must know of it. */
export function SessionKeeper(props: { readonly session: Session; readonly isLocked: boolean }): JSX.Element {
  const { session, isLocked } = props;
  const words = useWords();
  const isWarned = useStore(lockWarningStore);
  const [thrownAwayAt, setThrownAwayAt] = useState(() => takeThrownAway(session.name));
  const asked = useStore(askedProofStore);
  useEffect(() => {
    startAskingProof();
    return () => askedProofStore.get()?.answer(false);
  }, []);
  useEffect(() => (isLocked ? undefined : startUse(session)), [session.idleLockSeconds, isLocked]);
  return (
    <>
      {asked && <ProofDialog asked={asked} />}
      <div class="session-notices screen-only">
        <div role="status">{isWarned && <Banner tone="warning" title={words.t('lock.soon')} />}</div>
        {!isLocked && <SignInNotices />}
        {!isLocked && <ChangeNotices />}
        {thrownAwayAt !== undefined && (
          <Banner
            tone="warning"
            announce
            title={words.t('lock.thrownAway', { time: formatDayAndTime(words.language, thrownAwayAt, Date.now()) })}
          >
            <Button onClick={() => setThrownAwayAt(undefined)}>{words.t('action.close')}</Button>
          </Banner>
        )}
      </div>
    </>
  );
}
