import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Button } from '../../kit/button.js';
import { FailureBanner } from '../../kit/failure-banner.js';
import { formatDayAndTime } from '../../kit/i18n/format.js';
import { ChangeLine } from '../../kit/session/changes/change-line.js';
import { Empty } from '../../kit/states.js';
import { Tag } from '../../kit/tag.js';
import { useOnce } from '../fhir/use-once.js';
import { useSave } from '../forms/use-save.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { type Denied, listDenied, listUnusual, markSeen, type Unusual } from './console.js';
import { ConsoleFrame } from './console-frame.js';

async function listAll() {
  const [unusual, denied] = await Promise.all([listUnusual(), listDenied()]);
  return { ...unusual, ...denied };
}

/** Sign-ins that were unusual, and what their people say of them (rules R31, R32); changes of accounts that were not their person’s (N25). */
export function UnusualPage(): JSX.Element {
  const words = useConsoleWords();
  const [round, setRound] = useState(0);
  const loaded = useOnce(listAll, String(round));
  const again = () => setRound(round + 1);
  return (
    <ConsoleFrame title={words.t('unusual.title')} text={words.t('unusual.text')} loaded={loaded} onRetry={again}>
      {({ signIns, changes }) => (
        <>
          {changes.map((denied) => (
            <DeniedCard key={denied.id} denied={denied} onSeen={again} />
          ))}
          {signIns.length + changes.length === 0 && <Empty icon="check" title={words.t('unusual.none')} />}
          {signIns.map((signIn) => (
            <UnusualCard key={signIn.id} signIn={signIn} onSeen={again} />
          ))}
        </>
      )}
    </ConsoleFrame>
  );
}

function DeniedCard({ denied, onSeen }: { readonly denied: Denied; readonly onSeen: () => void }): JSX.Element {
  const words = useConsoleWords();
  const title = words.t('unusual.denied', { user: denied.user });
  return (
    <SeenCard kind="account-changes" told={denied} label={title} head={<strong>{title}</strong>} onSeen={onSeen}>
      <p>
        <ChangeLine change={denied} />
      </p>
      <p>{words.t('unusual.deniedText')}</p>
    </SeenCard>
  );
}

function UnusualCard({ signIn, onSeen }: { readonly signIn: Unusual; readonly onSeen: () => void }): JSX.Element {
  const words = useConsoleWords();
  const { user, address, reasons, accounts, answer } = signIn;
  const name = user === '' ? words.t('unusual.someone') : user;
  const at = formatDayAndTime(words.language, signIn.at, Date.now());
  const head = (
    <>
      <strong>{name}</strong>
      <span class="soft number">{words.t('unusual.at', { at, address })}</span>
    </>
  );
  return (
    <SeenCard kind="sign-ins" told={signIn} label={`${name}, ${at}`} head={head} onSeen={onSeen}>
      <p>{reasons.map((reason) => words.t(`signIns.${reason}`)).join(', ')}</p>
      {reasons.includes('guesses') ? (
        <p>{words.t('unusual.guesses', { count: accounts })}</p>
      ) : user === '' ? (
        <p>{words.t('unusual.accounts', { count: accounts })}</p>
      ) : (
        <p class="soft">{words.t(answer === null ? 'unusual.noAnswer' : `unusual.${answer}`)}</p>
      )}
    </SeenCard>
  );
}

interface SeenCardProps {
  readonly kind: Parameters<typeof markSeen>[0];
  readonly told: { readonly id: number; readonly isSeen: boolean };
  readonly label: string;
  readonly head: ComponentChildren;
  readonly onSeen: () => void;
  readonly children: ComponentChildren;
}

/** What the administrator is told, until they say that they have seen it. */
function SeenCard({ kind, told: { id, isSeen }, label, head, onSeen, children }: SeenCardProps): JSX.Element {
  const words = useConsoleWords();
  const saving = useSave();
  const see = () =>
    void saving.run(async () => {
      await markSeen(kind, id);
      document.getElementById('content')?.focus();
      onSeen();
    });
  return (
    <article class="unusual stack-small" aria-label={label}>
      <div class="row">
        {head}
        {isSeen && <Tag tone="brand">{words.t('unusual.seen')}</Tag>}
      </div>
      {children}
      {saving.failure && <FailureBanner failure={saving.failure} />}
      {!isSeen && (
        <div class="actions">
          <Button busy={saving.busy} onClick={see}>
            {words.t('unusual.see')}
          </Button>
        </div>
      )}
    </article>
  );
}
