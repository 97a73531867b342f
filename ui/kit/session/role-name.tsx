import type { JSX } from 'preact';
import { useKitWords } from '../i18n/use-words.js';
import type { Session } from './session.js';

/** The role that a person has here, in words. */
export function RoleName({ session }: { readonly session: Session }): JSX.Element {
  const words = useKitWords();
  return <div class="soft small">{words.t(`role.${session.role}`)}</div>;
}
