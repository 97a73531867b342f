import type { JSX } from 'preact';
import { useKitWords } from '../i18n/use-words.js';
import { hrefOf } from '../router.js';
import type { Session } from './session.js';

/** The role that a person has here, in words. */
export function RoleName({ session }: { readonly session: Session }): JSX.Element {
  const words = useKitWords();
  return <div class="soft small">{words.t(`role.${session.role}`)}</div>;
}

/** The name of who is signed in, which leads to their account. */
export function OwnName({ session }: { readonly session: Session }): JSX.Element {
  const words = useKitWords();
  return (
    <a href={hrefOf('account')} title={words.t('account.title')}>
      <strong>{session.displayName}</strong>
    </a>
  );
}
