/** Lets what is ready now have its turn: who works through much calls it between two steps. */
export function turn({ soon }: { readonly soon: (act: () => void) => void }): Promise<void> {
  return new Promise((resolve) => soon(resolve));
}
