import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../banner.js';
import { useKitWords } from '../i18n/use-words.js';
import { Logo } from '../icon.js';
import { lazyPart } from '../lazy.js';
import { LanguageSwitch } from '../switches.js';
import { PasswordForm } from './password-form.js';
import type { SecondFactorProps, SecondFactorStep } from './second-factor/second-factor.js';
import { enter, type Shown, type SignInAnswer } from './session.js';
import { StepHeading } from './step-heading.js';

const SecondFactor = lazyPart<SecondFactorProps>(
  async () => (await import('./second-factor/second-factor.js')).SecondFactor,
);

/**
 * The first page: who are you? `note` says whose program this is; `ended` that a session ran out; `notice` is the address of the
 * privacy notice, up to its language, where there is one.
 */
export function SignIn(props: {
  readonly note: string;
  readonly ended: boolean;
  readonly notice?: string;
}): JSX.Element {
  const { note } = props;
  const words = useKitWords();
  const [step, setStep] = useState<SecondFactorStep | undefined>(undefined);
  const follow = (answer: SignInAnswer, signIn: (shown?: Shown) => Promise<SignInAnswer>) => {
    if (answer.kind === 'wanted') setStep({ kind: 'code', signIn, way: answer.way });
    else if (answer.kind === 'offered') setStep(answer);
    else if (answer.recoveryCodes.length === 0) enter(answer.session);
    else setStep({ kind: 'recovery', session: answer.session, codes: answer.recoveryCodes });
  };
  return (
    <main class="sign-in stack" id="content">
      <div class="brand">
        <Logo />
        <span>Carnet</span>
      </div>
      {step === undefined ? (
        <>
          <StepHeading title={words.t('signIn.title')} note={note} />
          {props.ended && (
            <Banner tone="information" title={words.t('failure.signedOut.title')}>
              {words.t('failure.signedOut.text')}
            </Banner>
          )}
          <PasswordForm onAnswer={follow} />
        </>
      ) : (
        <SecondFactor note={note} step={step} onStep={setStep} />
      )}
      <LanguageSwitch />
      {props.notice && (
        <a class="button plain" href={props.notice + words.language}>
          {words.t('signIn.notice')}
        </a>
      )}
    </main>
  );
}
