import type { PeopleStore } from '../../journal/people-store.js';
import { commandLineAuthor, unknownAuthor } from '../../record/accounts/program-author.js';

/** Who changed an account, as people know them: `name` is '' but for a person of this node. */
export interface ShownAuthor {
  readonly kind: 'self' | 'person' | 'command-line' | 'elsewhere' | 'unknown';
  readonly name: string;
}

/** Who the authors of changes are, for whose account it is. */
export async function authorsShown(
  people: Pick<PeopleStore, 'listUsers'>,
  authors: readonly string[],
  own: string | undefined,
): Promise<(author: string) => ShownAuthor> {
  const isOfOthers = authors.some((author) => ![own, commandLineAuthor, unknownAuthor].includes(author));
  const names = new Map(
    isOfOthers ? (await people.listUsers()).map(({ author, displayName }) => [author, displayName]) : [],
  );
  return (author) => {
    if (author === own) return { kind: 'self', name: '' };
    if (author === unknownAuthor) return { kind: 'unknown', name: '' };
    if (author === commandLineAuthor) return { kind: 'command-line', name: '' };
    const name = names.get(author);
    return name === undefined ? { kind: 'elsewhere', name: '' } : { kind: 'person', name };
  };
}
