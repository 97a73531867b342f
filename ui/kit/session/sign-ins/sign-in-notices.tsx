import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SignInAnswer } from '../../../../record/sign-ins/sign-in.js';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { FailureBanner } from '../../failure-banner.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { formatDayAndTime } from '../../i18n/format.js';
import { answerSignIn, listOwnSignIns, type OwnSignIns, type UnusualSignIn } from './own-sign-ins.js';
import { useSignInWords } from './use-words.js';

/** What was unusual of the sign-ins before this one, until its person has said whether it was them (rule R31). */
export function SignInNotices(): JSX.Element | null {
  const words = useSignInWords();
  const [own, setOwn] = useState<OwnSignIns | undefined>(undefined);
  const [isDenied, setDenied] = useState(false);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  useEffect(() => {
    // Who cannot be told now is told at the next sign-in.
    listOwnSignIns().then(setOwn, () => undefined);
  }, []);
  if (isDenied) {
    return (
      <Banner tone="critical" announce title={words.t('signIns.notMine')}>
        <p>{words.t('signIns.denied')}</p>
      </Banner>
    );
  }
  const [first] = own?.signIns ?? [];
  if (own === undefined || first === undefined) return null;
  const answer = async (said: SignInAnswer) => {
    try {
      await answerSignIn(first.id, said);
      setFailure(undefined);
      if (said === 'not-mine') setDenied(true);
      else setOwn({ ...own, signIns: own.signIns.filter(({ id }) => id !== first.id) });
    } catch (error) {
      setFailure(asFailure(error));
    }
  };
  return <Notice signIn={first} mayConfirm={own.mayConfirm} failure={failure} onAnswer={(said) => void answer(said)} />;
}

function Notice(props: {
  readonly signIn: UnusualSignIn;
  readonly mayConfirm: boolean;
  readonly failure: Failure | undefined;
  readonly onAnswer: (said: SignInAnswer) => void;
}): JSX.Element {
  const words = useSignInWords();
  const { at, address, reasons } = props.signIn;
  const said = {
    at: formatDayAndTime(words.language, Date.parse(at), Date.now()),
    address,
    reasons: reasons.map((reason) => words.t(`signIns.${reason}`)).join(', '),
  };
  return (
    <Banner tone="warning" announce title={words.t('signIns.title')}>
      <p>{words.t('signIns.at', said)}</p>
      {!props.mayConfirm && <p>{words.t('signIns.cannotConfirm')}</p>}
      {props.failure && <FailureBanner failure={props.failure} />}
      <div class="actions">
        {props.mayConfirm && <Button onClick={() => props.onAnswer('mine')}>{words.t('signIns.mine')}</Button>}
        <Button onClick={() => props.onAnswer('not-mine')}>{words.t('signIns.notMine')}</Button>
      </div>
    </Banner>
  );
}
