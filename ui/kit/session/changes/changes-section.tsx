import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { FailureBanner } from '../../failure-banner.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { FailureState, Loading } from '../../states.js';
import { ChangeList } from './change-list.js';
import { DeniedBanner } from './denied-banner.js';
import { answerChange, listOwnChanges, type OwnChanges } from './own-changes.js';
import { useChangeWords } from './use-words.js';

/** On the page of one's account: all that changed of it, what one did oneself in this session too. */
export function ChangesSection(): JSX.Element {
  const words = useChangeWords();
  const [own, setOwn] = useState<OwnChanges | Failure | undefined>(undefined);
  const [isDenied, setDenied] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const load = () => void listOwnChanges().then(setOwn, (error: unknown) => setOwn(asFailure(error)));
  useEffect(load, []);
  const deny = (id: number) =>
    void answerChange(id, 'not-mine').then(
      () => setDenied(true),
      (error: unknown) => setFailure(asFailure(error)),
    );
  return (
    <section>
      <h2>{words.t('changes.section')}</h2>
      {isDenied && <DeniedBanner />}
      {failure && <FailureBanner failure={failure} />}
      {own === undefined && <Loading />}
      {own instanceof Error && <FailureState failure={own} onRetry={load} />}
      {own !== undefined && !(own instanceof Error) && !isDenied && (
        <>
          {own.changes.length === 0 && <p>{words.t('changes.none')}</p>}
          <ChangeList changes={own.changes} onDeny={deny} />
        </>
      )}
    </section>
  );
}
