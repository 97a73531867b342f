import type { JSX } from 'preact';
import { Banner } from '../../banner.js';
import type { Failure } from '../../http/failure.js';
import { SignInFailure } from '../sign-in-failure.js';
import { useWords } from './use-words.js';

const said = {
  'key-not-shown': 'key.notShown',
  'key-known': 'key.known',
  'key-unsupported': 'key.unsupported',
  'key-wrong': 'key.wrong',
  'key-copied': 'key.copied',
  'key-refused': 'key.refused',
  'key-last': 'key.last',
  'key-needs-name': 'key.needsName',
  'offer-ended': 'offer.ended',
} as const;

/** Why a security key did not do. */
export function KeyFailure({ failure }: { readonly failure: Failure }): JSX.Element {
  const words = useWords();
  const { code = '', kind } = failure;
  const key = code in said ? said[code as keyof typeof said] : undefined;
  if (key !== undefined) return <Banner tone="critical" announce title={words.t(key)} />;
  return <SignInFailure kind={kind} wrong={words.t('account.again.wrong')} />;
}

/** Where a key can be used, for who opened the page where it cannot. */
export function KeyElsewhere({ address }: { readonly address: string | null }): JSX.Element {
  const words = useWords();
  return (
    <Banner tone="information" announce title={words.t('key.needsName')}>
      {address !== null && (
        <p>
          {words.t('key.openAt')} <a href={address}>{address}</a>
        </p>
      )}
    </Banner>
  );
}
