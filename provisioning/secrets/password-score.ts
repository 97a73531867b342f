/**
 * How well a password stands up to who guesses by lists: 0 (at once) to 4, by zxcvbn (Wheeler, USENIX Security 2016) with
 * common passwords, French and English words, names, keyboards and dates. Loads some 40 MB of lists.
 * @param words what those who know the person would try first: their names, their hospital's
 */
export async function scorePassword(password: string, words: readonly string[]): Promise<number> {
  const [{ ZxcvbnFactory }, common, french] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-fr'),
  ]);
  const dictionary = { ...common.dictionary, ...french.dictionary };
  const { score } = new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs }).check(password, [...words]);
  return score;
}
