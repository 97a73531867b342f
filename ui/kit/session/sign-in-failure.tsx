import type { JSX } from 'preact';
import { Banner } from '../banner.js';
import type { FailureKind } from '../http/failure.js';
import { useKitWords } from '../i18n/use-words.js';

/** Why it did not go on; `wrong` says what was not right. */
export function SignInFailure({ kind, wrong }: { readonly kind: FailureKind; readonly wrong: string }): JSX.Element {
  const words = useKitWords();
  if (kind === 'signedOut') return <Banner tone="critical" announce title={wrong} />;
  return (
    <Banner tone="critical" announce title={words.t(`failure.${kind}.title`)}>
      {words.t(`failure.${kind}.text`)}
    </Banner>
  );
}
