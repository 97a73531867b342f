import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PasswordLevel, PasswordRating } from '../../../../record/accounts/password-rating.js';
import './password.css';
import { ratePassword } from './own-password.js';
import { useWords } from './use-words.js';

/** Who types on is not asked about. */
const restMilliseconds = 400;

/** How many of four parts of the bar are full. */
const parts = [1, 2, 3, 4] as const;
const fullParts: Readonly<Record<PasswordLevel, number>> = {
  'too-short': 1,
  'too-long': 1,
  weak: 2,
  good: 3,
  strong: 4,
};

interface Rated {
  readonly password: string;
  /** `undefined` where the server did not say. */
  readonly rating: PasswordRating | undefined;
}

/** How the password that somebody types stands up to guessing, by the server's lists; said in words, and shown by a bar. */
export function PasswordMeter({ password }: { readonly password: string }): JSX.Element {
  const words = useWords();
  const [rated, setRated] = useState<Rated | undefined>(undefined);
  useEffect(() => {
    if (password === '') return setRated(undefined);
    const abort = new AbortController();
    const ask = () =>
      ratePassword(password, abort.signal).then(
        (rating) => setRated({ password, rating }),
        () => abort.signal.aborted || setRated({ password, rating: undefined }),
      );
    const timer = setTimeout(() => void ask(), restMilliseconds);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [password]);
  const level = rated?.rating?.level;
  const isOfThis = rated?.password === password;
  return (
    <div class={`password-meter ${level ?? ''} ${isOfThis ? '' : 'stale'}`}>
      <div class="password-bar" aria-hidden="true">
        {parts.map((part) => (
          <span key={part} class={level !== undefined && part <= fullParts[level] ? 'full' : ''} />
        ))}
      </div>
      <p role="status" class="small">
        {isOfThis && rated !== undefined && <RatingText rating={rated.rating} words={words} />}
      </p>
    </div>
  );
}

function RatingText(props: {
  readonly rating: PasswordRating | undefined;
  readonly words: ReturnType<typeof useWords>;
}): JSX.Element {
  const { rating, words } = props;
  if (rating === undefined) return <>{words.t('rating.unknown')}</>;
  const { level, hint } = rating;
  return (
    <>
      <strong>{words.t('rating.says', { level: words.t(`rating.${level}`) })}</strong>{' '}
      {hint !== 'none' && words.t(`rating.help.${hint}`)}
    </>
  );
}
