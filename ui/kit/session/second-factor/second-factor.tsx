import type { JSX } from 'preact';
import { enter, type FactorOffer, type Session, type SignInAnswer, takeFactor } from '../session.js';
import { StepHeading } from '../step-heading.js';
import { CodeEntry } from './code-entry.js';
import { OfferSteps } from './offer-steps.js';
import { RecoveryCodes } from './recovery-codes.js';
import { useWords } from './use-words.js';

/** How far somebody has come whose password was right. */
export type SecondFactorStep =
  /** They have a second factor; `signIn` takes the password, which the server took for right, with the code. */
  | { readonly kind: 'code'; readonly signIn: (code: string) => Promise<SignInAnswer> }
  | { readonly kind: 'offered'; readonly offer: FactorOffer }
  | { readonly kind: 'recovery'; readonly session: Session; readonly codes: readonly string[] };

export interface SecondFactorProps {
  readonly note: string;
  readonly step: SecondFactorStep;
  /** `undefined`: back to the password. */
  readonly onStep: (step: SecondFactorStep | undefined) => void;
}

const titles = { code: 'code.title', offered: 'offer.title', recovery: 'recovery.title' } as const;

/** What is asked beside the password: a code, or to set up what shows codes. */
export function SecondFactor(props: SecondFactorProps): JSX.Element {
  const words = useWords();
  const { kind } = props.step;
  return (
    <div class="stack" key={kind}>
      <StepHeading title={words.t(titles[kind])} note={props.note} />
      <Step {...props} />
    </div>
  );
}

function Step({ step, onStep }: SecondFactorProps): JSX.Element {
  const words = useWords();
  const back = () => onStep(undefined);
  const follow = (answer: SignInAnswer) => {
    if (answer.kind !== 'in') return;
    if (answer.recoveryCodes.length === 0) enter(answer.session);
    else onStep({ kind: 'recovery', session: answer.session, codes: answer.recoveryCodes });
  };
  switch (step.kind) {
    case 'code':
      return (
        <>
          <p>{words.t('code.lead')}</p>
          <CodeEntry
            hint={words.t('code.hint')}
            wrong={words.t('code.wrong')}
            submit={async (code) => follow(await step.signIn(code))}
            onBack={back}
          />
        </>
      );
    case 'offered':
      return (
        <>
          <OfferSteps offer={step.offer} />
          <CodeEntry
            hint={words.t('offer.codeHint')}
            wrong={words.t('offer.wrong')}
            submit={async (code) => follow(await takeFactor(step.offer, code))}
            onBack={back}
          />
        </>
      );
    case 'recovery':
      return <RecoveryCodes user={step.session.name} codes={step.codes} onKept={() => enter(step.session)} />;
  }
}
