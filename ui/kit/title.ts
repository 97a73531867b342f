let shown = document.title;
let held: string | undefined;

/** Names the document, once nothing holds its title. */
export function showTitle(title: string): void {
  shown = title;
  document.title = held ?? title;
}

/** Another title in the place of the one of the page, which is not to be seen; the answer gives that back. */
export function holdTitle(title: string): () => void {
  held = title;
  document.title = title;
  return () => {
    held = undefined;
    document.title = shown;
  };
}
