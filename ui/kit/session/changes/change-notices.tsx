import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AccountAnswer } from '../../../../record/accounts/account-change.js';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { FailureBanner } from '../../failure-banner.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { ChangeList } from './change-list.js';
import { DeniedBanner } from './denied-banner.js';
import { answerChange, listOwnChanges, type OwnChanges } from './own-changes.js';
import { useChangeWords } from './use-words.js';

/** What changed of one's account since one was told, until its person has seen it (rules N24, N25). */
export function ChangeNotices(): JSX.Element | null {
  const words = useChangeWords();
  const [own, setOwn] = useState<OwnChanges | undefined>(undefined);
  const [isDenied, setDenied] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  useEffect(() => {
    // Who cannot be told now is told at the next sign-in.
    listOwnChanges().then(setOwn, () => undefined);
  }, []);
  if (isDenied) return <DeniedBanner />;
  const told = own?.changes.filter(({ isNew }) => isNew) ?? [];
  const [newest] = told;
  if (own === undefined || newest === undefined) return null;
  const answer = async (id: number, said: AccountAnswer) => {
    try {
      await answerChange(id, said);
      setFailure(undefined);
      if (said === 'not-mine') setDenied(true);
      else setOwn({ ...own, changes: [] });
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return (
    <Banner tone="warning" announce title={words.t('changes.title')}>
      <p>{words.t('changes.lead')}</p>
      <ChangeList changes={told} onDeny={(id) => void answer(id, 'not-mine')} />
      {!own.maySee && <p>{words.t('changes.cannotSee')}</p>}
      {failure && <FailureBanner failure={failure} />}
      {own.maySee && (
        <div class="actions">
          <Button onClick={() => void answer(newest.id, 'seen')}>{words.t('changes.seen')}</Button>
        </div>
      )}
    </Banner>
  );
}
