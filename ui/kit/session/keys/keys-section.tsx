import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Banner } from '../../banner.js';
import { Button } from '../../button.js';
import { asFailure, type Failure } from '../../http/failure.js';
import { formatDate } from '../../i18n/format.js';
import { type Account, type OwnKey, removeKey } from '../account/account.js';
import { KeyElsewhere, KeyFailure } from './key-failure.js';
import { useWords } from './use-words.js';

/** The security keys of a person: added, looked at, taken away. */
export function KeysSection(props: { readonly account: Account; readonly onAdd: () => void }): JSX.Element {
  const { account, onAdd } = props;
  const words = useWords();
  const [removed, setRemoved] = useState<readonly string[]>([]);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const keys = account.keys.filter(({ id }) => !removed.includes(id));
  const remove = (key: OwnKey) => {
    setFailure(undefined);
    removeKey(key.id).then(
      () => setRemoved([...removed, key.id]),
      (error: unknown) => setFailure(asFailure(error)),
    );
  };
  return (
    <section>
      <h2>{words.t('key.title')}</h2>
      {keys.length === 0 && <p>{words.t('key.none')}</p>}
      {failure && <KeyFailure failure={failure} />}
      <ul class="own-keys">
        {keys.map((key) => (
          <li key={key.id}>
            <KeyLine item={key} onRemove={() => remove(key)} />
          </li>
        ))}
      </ul>
      {account.keysWork ? (
        <Button onClick={onAdd}>{words.t('key.add')}</Button>
      ) : (
        <KeyElsewhere address={account.keyAddress} />
      )}
    </section>
  );
}

function KeyLine({ item, onRemove }: { readonly item: OwnKey; readonly onRemove: () => void }): JSX.Element {
  const words = useWords();
  const day = (instant: string) => formatDate(words.language, instant.slice(0, 10));
  return (
    <>
      {item.copied !== null && <Banner tone="critical" title={words.t('key.copiedOn', { day: day(item.copied) })} />}
      <div class="row">
        <strong>{item.name}</strong>
        <span class="soft">
          {words.t('key.since', { day: day(item.since) })}{' '}
          {item.lastUsed === null ? words.t('key.unused') : words.t('key.lastUsed', { day: day(item.lastUsed) })}
        </span>
        <Button look="plain" onClick={onRemove}>
          {words.t('key.remove', { name: item.name })}
        </Button>
      </div>
    </>
  );
}
