/** Authors that are no person of a node, in audits, versions and what people are told. Those of the programs begin with `carnet:`. */

/** What is done at the command line by who did not have to say their name. */
export const commandLineAuthor = 'carnet:operator';

/** What is done at the command line by who did: their name at the machine. */
export function namedOperator(name: string): string {
  return `${commandLineAuthor}/${name}`;
}

/** The name in an author of {@link namedOperator}; of others `undefined`. */
export function operatorNameIn(author: string): string | undefined {
  const prefix = `${commandLineAuthor}/`;
  return author.startsWith(prefix) && author.length > prefix.length ? author.slice(prefix.length) : undefined;
}

/** Who is not known, or does not prove who they say they are. */
export const unknownAuthor = 'carnet:unknown';

/** What an import of files writes. */
export const importAuthor = 'carnet:import';

/** What the hub writes by itself: its directory of hospitals. */
export const hubAuthor = 'carnet:hub';
