import type { JSX } from 'preact';
import type { KeyWay } from '../../../../protocol/security-key-messages.js';
import { askForOfferedKey } from '../keys/key.js';
import { KeyElsewhere } from '../keys/key-failure.js';
import { KeyProof } from '../keys/key-proof.js';
import { NewKey } from '../keys/new-key.js';
import { useWords as useKeyWords } from '../keys/use-words.js';
import { enter, type FactorOffer, type Session, type Shown, type SignInAnswer, takeFactor } from '../session.js';
import { StepHeading } from '../step-heading.js';
import { CodeEntry } from './code-entry.js';
import { OfferSteps } from './offer-steps.js';
import { RecoveryCodes } from './recovery-codes.js';
import { useWords } from './use-words.js';

/** How far somebody has come whose password was right. */
export type SecondFactorStep =
  /** They have a second factor; `signIn` takes the password, which the server took for right, with the code; alone, it tells what a key is asked by. */
  | {
      readonly kind: 'code';
      readonly signIn: (shown?: Shown) => Promise<SignInAnswer>;
      /** How they can show a security key; `undefined` where they have none. */
      readonly way: KeyWay | undefined;
    }
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
            submit={async (code) => follow(await step.signIn({ code }))}
            onBack={back}
          />
          {step.way && <KeyPart step={step} way={step.way} onAnswer={follow} />}
        </>
      );
    case 'offered':
      return (
        <>
          <OfferSteps offer={step.offer} />
          <CodeEntry
            hint={words.t('offer.codeHint')}
            wrong={words.t('offer.wrong')}
            submit={async (code) => follow(await takeFactor(step.offer, { code }))}
            onBack={back}
          />
          <OfferedKey offer={step.offer} onAnswer={follow} />
        </>
      );
    case 'recovery':
      return <RecoveryCodes user={step.session.name} codes={step.codes} onKept={() => enter(step.session)} />;
  }
}

/** For who has a security key, too. */
function KeyPart(props: {
  readonly step: Extract<SecondFactorStep, { kind: 'code' }>;
  readonly way: KeyWay;
  readonly onAnswer: (answer: SignInAnswer) => void;
}): JSX.Element {
  const { step, way, onAnswer } = props;
  const words = useKeyWords();
  if ('address' in way) return <KeyElsewhere address={way.address} />;
  const ask = async () => {
    const answer = await step.signIn();
    return answer.kind === 'wanted' ? (answer.way ?? null) : null;
  };
  return (
    <div class="stack">
      <p>{words.t('key.or')}</p>
      <KeyProof ask={ask} submit={async (key) => onAnswer(await step.signIn({ key }))} />
    </div>
  );
}

/** A security key instead of the telephone. */
function OfferedKey(props: {
  readonly offer: FactorOffer;
  readonly onAnswer: (answer: SignInAnswer) => void;
}): JSX.Element {
  const { offer, onAnswer } = props;
  const words = useKeyWords();
  return (
    <section class="stack">
      <h2>{words.t('key.offerTitle')}</h2>
      <p>{words.t('key.offerLead')}</p>
      {offer.keysWork ? (
        <NewKey
          create={() => askForOfferedKey(offer.token)}
          submit={async (name, key) => onAnswer(await takeFactor(offer, { key, name }))}
        />
      ) : (
        <KeyElsewhere address={offer.keyAddress} />
      )}
    </section>
  );
}
