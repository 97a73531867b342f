import type { JSX } from 'preact';
import { sessionStore } from '../../kit/session/session.js';
import { SignIn } from '../../kit/session/sign-in.js';
import { Loading } from '../../kit/states.js';
import { useStore } from '../../kit/store.js';
import { useWords } from '../words/use-words.js';

export function App(): JSX.Element {
  const words = useWords();
  const state = useStore(sessionStore);
  if (state.kind === 'asking') return <Loading />;
  return <SignIn note={words.t('app.note')} ended={state.kind === 'ended'} />;
}
