import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { formatDate, formatDayAndTime } from '../../kit/i18n/format.js';
import { hrefOf, routeStore } from '../../kit/router.js';
import { useStore } from '../../kit/store.js';
import { Tag } from '../../kit/tag.js';
import { useOnce } from '../fhir/use-once.js';
import { useConsoleWords } from '../words/use-console-words.js';
import { type Account, listAccounts } from './console.js';
import { ConsoleFrame, ConsoleTable } from './console-frame.js';
import { Licences } from './licences.js';

/** Who has an account: their role, what they prove themselves by, and until when they may practise. */
export function AccountsPage(): JSX.Element {
  const words = useConsoleWords();
  const [, chosen] = useStore(routeStore).segments;
  const [round, setRound] = useState(0);
  const loaded = useOnce(listAccounts, String(round));
  const again = () => setRound(round + 1);
  const account = loaded.kind === 'ready' ? loaded.value.accounts.find(({ user }) => user === chosen) : undefined;
  const title = account ? words.t('licences.title', { name: account.displayName }) : words.t('accounts.title');
  const text = account ? words.t('licences.text') : words.t('accounts.text');
  return (
    <ConsoleFrame title={title} text={text} loaded={loaded} onRetry={again}>
      {({ accounts }) =>
        account ? <Licences account={account} onChanged={again} /> : <AccountsTable accounts={accounts} />
      }
    </ConsoleFrame>
  );
}

function AccountsTable({ accounts }: { readonly accounts: readonly Account[] }): JSX.Element {
  const words = useConsoleWords();
  const columns = ['person', 'role', 'factor', 'licence', 'lastSignIn'] as const;
  return (
    <ConsoleTable title={words.t('accounts.title')} columns={columns.map((column) => words.t(`accounts.${column}`))}>
      {accounts.map((account) => (
        <AccountRow key={account.user} account={account} />
      ))}
    </ConsoleTable>
  );
}

function AccountRow({ account }: { readonly account: Account }): JSX.Element {
  const words = useConsoleWords();
  const { user, displayName, role, disabled, isWaiting, hasSecondFactor, lastSignIn } = account;
  return (
    <tr>
      <th scope="row">
        {displayName} <span class="soft">{user}</span>
        {isWaiting && <Tag tone="warning">{words.t('approvals.title')}</Tag>}
        {disabled && !isWaiting && <Tag tone="warning">{words.t('accounts.disabled')}</Tag>}
      </th>
      <td>{words.t(`role.${role}`)}</td>
      <td>{words.t(hasSecondFactor ? 'accounts.hasFactor' : 'accounts.noFactor')}</td>
      <td>
        <LicenceLines account={account} />
      </td>
      <td class="number">
        {lastSignIn === null ? words.t('accounts.never') : formatDayAndTime(words.language, lastSignIn, Date.now())}
      </td>
    </tr>
  );
}

function LicenceLines({ account }: { readonly account: Account }): JSX.Element {
  const words = useConsoleWords();
  const { user, displayName, licences, isLicensed } = account;
  return (
    <>
      {licences.length === 0 && <div class="soft">{words.t('accounts.noLicence')}</div>}
      {licences.map(({ name, number, until }) => (
        <div key={`${name} ${number}`}>
          {words.t('accounts.licenceUntil', { name, until: formatDate(words.language, until) })}
        </div>
      ))}
      {!isLicensed && <Tag tone="critical">{words.t('accounts.licenceOver')}</Tag>}
      <a href={hrefOf('accounts', user)}>
        {words.t('licences.change')}
        <span class="unseen"> {displayName}</span>
      </a>
    </>
  );
}
