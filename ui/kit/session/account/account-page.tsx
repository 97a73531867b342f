import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { KeyCreation, MadeKey } from '../../../../protocol/security-key-messages.js';
import './account.css';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { formatDate } from '../../i18n/format.js';
import { FailureState, Loading } from '../../states.js';
import { ChangesSection } from '../changes/changes-section.js';
import { KeysSection } from '../keys/keys-section.js';
import { NewKey } from '../keys/new-key.js';
import { CodeEntry } from '../second-factor/code-entry.js';
import { OfferSteps } from '../second-factor/offer-steps.js';
import { RecoveryCodes } from '../second-factor/recovery-codes.js';
import { type FactorOffer, type Session, takeFactor } from '../session.js';
import { StepHeading } from '../step-heading.js';
import {
  type Account,
  type Again,
  addKey,
  askForCreation,
  askForOffer,
  changePassword,
  choosePin,
  hasSecondFactor,
  readAccount,
  renewRecoveryCodes,
} from './account.js';
import { AgainForm } from './again-form.js';
import { PinSection } from './pin-section.js';
import { SessionsSection } from './sessions-section.js';
import { useWords } from './use-words.js';

/** Below so many a person is told to make new ones. */
const recoveryCodesFew = 3;

/** What of an account wants a person to prove again who they are. */
type Change = 'codes' | 'factor' | 'key' | 'password' | 'pin';

/** What was just changed. */
type Done = 'factor' | 'key' | 'password' | 'pin';

/** What somebody is doing on the page; one thing at a time. */
type Task =
  | { readonly kind: 'look'; readonly done?: Done | undefined }
  | { readonly kind: Change }
  | { readonly kind: 'offered'; readonly offer: FactorOffer }
  | { readonly kind: 'newKey'; readonly creation: KeyCreation }
  | { readonly kind: 'recovery'; readonly codes: readonly string[]; readonly done?: Done };

const titles = {
  look: 'account.title',
  codes: 'account.codes.start',
  factor: 'account.factor.start',
  key: 'account.key.title',
  newKey: 'account.key.title',
  password: 'account.password.start',
  pin: 'account.pin.title',
  offered: 'offer.title',
  recovery: 'recovery.title',
} as const satisfies Record<Task['kind'], string>;

/** One's own account: second factor, password, sessions. */
export function AccountPage({ session }: { readonly session: Session }): JSX.Element {
  const words = useWords();
  const [account, setAccount] = useState<Account | Failure | undefined>(undefined);
  const [task, setTask] = useState<Task>({ kind: 'look' });
  const load = () => void readAccount().then(setAccount, (error: unknown) => setAccount(asFailure(error)));
  useEffect(load, [task.kind]);
  return (
    <main class="account stack" id="content" tabIndex={-1}>
      <StepHeading key={task.kind} title={words.t(titles[task.kind])} note={session.displayName} />
      {account === undefined && <Loading />}
      {account instanceof Error && <FailureState failure={account} onRetry={load} />}
      {account !== undefined && !(account instanceof Error) && (
        <TaskPart account={account} session={session} task={task} onTask={setTask} />
      )}
    </main>
  );
}

interface TaskProps {
  readonly account: Account;
  readonly session: Session;
  readonly task: Task;
  readonly onTask: (task: Task) => void;
}

function TaskPart(props: TaskProps): JSX.Element {
  const { session, task, onTask } = props;
  switch (task.kind) {
    case 'look':
      return <Sections {...props} done={task.done} />;
    case 'offered':
      return <OfferPart offer={task.offer} onTask={onTask} />;
    case 'newKey':
      return <NewKeyPart creation={task.creation} onTask={onTask} />;
    case 'recovery': {
      const after: Task = task.done === undefined ? { kind: 'look' } : { kind: 'look', done: task.done };
      return <RecoveryCodes user={session.name} codes={task.codes} onKept={() => onTask(after)} />;
    }
    default:
      return <ProvePart {...props} change={task.kind} />;
  }
}

/** Asks again who it is, then changes what was asked for. */
function ProvePart({ account, change, onTask }: TaskProps & { readonly change: Change }): JSX.Element {
  const words = useWords();
  const isFirstFactor = change === 'factor' && account.secondFactor === null;
  const submit = async (again: Again, next: string) => {
    switch (change) {
      case 'codes':
        return onTask({ kind: 'recovery', codes: await renewRecoveryCodes(again) });
      case 'factor':
        return onTask({ kind: 'offered', offer: await askForOffer(again) });
      case 'key':
        return onTask({ kind: 'newKey', creation: await askForCreation(again) });
      case 'password':
        await changePassword(again, next);
        return onTask({ kind: 'look', done: 'password' });
      case 'pin':
        await choosePin(again, next);
        return onTask({ kind: 'look', done: 'pin' });
    }
  };
  return (
    <AgainForm
      key={change}
      lead={isFirstFactor ? words.t('offer.lead') : words.t(`account.${change}.lead`)}
      submitText={words.t(`account.${change}.submit`)}
      wantsCode={hasSecondFactor(account)}
      hasKey={account.keys.length > 0}
      wantsNext={change === 'password' || change === 'pin' ? change : undefined}
      submit={submit}
      onCancel={() => onTask({ kind: 'look' })}
    />
  );
}

function OfferPart({ offer, onTask }: Pick<TaskProps, 'onTask'> & { readonly offer: FactorOffer }): JSX.Element {
  const words = useWords();
  const submit = async (code: string) => {
    const answer = await takeFactor(offer, { code });
    if (answer.kind === 'in') onTask({ kind: 'recovery', codes: answer.recoveryCodes, done: 'factor' });
  };
  return (
    <>
      <OfferSteps offer={offer} />
      <CodeEntry
        hint={words.t('offer.codeHint')}
        wrong={words.t('offer.wrong')}
        submit={submit}
        onBack={() => onTask({ kind: 'look' })}
      />
    </>
  );
}

function NewKeyPart({ creation, onTask }: Pick<TaskProps, 'onTask'> & { readonly creation: KeyCreation }): JSX.Element {
  const submit = async (name: string, key: MadeKey) => {
    const codes = await addKey(name, key);
    onTask(codes === undefined ? { kind: 'look', done: 'key' } : { kind: 'recovery', codes, done: 'key' });
  };
  return <NewKey create={async () => creation} submit={submit} onCancel={() => onTask({ kind: 'look' })} />;
}

function Sections({ account, onTask, done }: TaskProps & { readonly done: Done | undefined }): JSX.Element {
  const words = useWords();
  const { secondFactor } = account;
  return (
    <>
      {done && <Banner tone="done" announce title={words.t(`account.${done}.done`)} />}
      <section>
        <h2>{words.t('account.factor.title')}</h2>
        <FactorText account={account} />
        <div class="row">
          {hasSecondFactor(account) && (
            <Button onClick={() => onTask({ kind: 'codes' })}>{words.t('account.codes.start')}</Button>
          )}
          <Button onClick={() => onTask({ kind: 'factor' })}>
            {words.t(secondFactor === null ? 'account.factor.set' : 'account.factor.start')}
          </Button>
        </div>
      </section>
      <KeysSection account={account} onAdd={() => onTask({ kind: 'key' })} />
      <section>
        <h2>{words.t('account.password.title')}</h2>
        <Button onClick={() => onTask({ kind: 'password' })}>{words.t('account.password.start')}</Button>
      </section>
      <PinSection pin={account.pin} onChoose={() => onTask({ kind: 'pin' })} />
      <SessionsSection />
      <ChangesSection />
    </>
  );
}

function FactorText({ account }: Pick<TaskProps, 'account'>): JSX.Element {
  const words = useWords();
  const { secondFactor, recoveryCodesLeft } = account;
  if (!hasSecondFactor(account)) return <p>{words.t('account.factor.none')}</p>;
  return (
    <p>
      {secondFactor === null
        ? words.t('account.factor.keysOnly')
        : words.t('account.factor.since', { day: formatDate(words.language, secondFactor.since.slice(0, 10)) })}{' '}
      {words.count('account.factor.left', recoveryCodesLeft)}{' '}
      {recoveryCodesLeft < recoveryCodesFew && <strong>{words.t('account.factor.few')}</strong>}
    </p>
  );
}
