/** What a part of a page loses when it is taken out of the document: how far it is scrolled, the focus, the caret, and which dialog is on top. */
export class PageKept {
  readonly #root: HTMLElement;
  readonly #page: { readonly left: number; readonly top: number };
  readonly #scrolled: readonly { readonly element: Element; readonly left: number; readonly top: number }[];
  readonly #focused: HTMLElement | undefined;
  readonly #caret: readonly [start: number, end: number] | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
    this.#page = { left: scrollX, top: scrollY };
    this.#scrolled = [...root.querySelectorAll('*')]
      .filter((element) => element.scrollTop !== 0 || element.scrollLeft !== 0)
      .map((element) => ({ element, left: element.scrollLeft, top: element.scrollTop }));
    const active = document.activeElement;
    this.#focused = active instanceof HTMLElement && root.contains(active) ? active : undefined;
    this.#caret = caretOf(this.#focused);
  }

  /** Once it is in the document again. */
  restore(): void {
    for (const dialog of this.#root.querySelectorAll<HTMLDialogElement>('dialog[open]')) {
      dialog.removeAttribute('open');
      dialog.showModal();
    }
    this.#focused?.focus({ preventScroll: true });
    if (this.#caret !== undefined && isTyped(this.#focused)) this.#focused.setSelectionRange(...this.#caret);
    for (const { element, left, top } of this.#scrolled) element.scrollTo({ left, top, behavior: 'instant' });
    scrollTo({ ...this.#page, behavior: 'instant' });
  }
}

function isTyped(element: Element | undefined): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLInputElement || element instanceof HTMLTextAreaElement;
}

/** `undefined` for what has none: a date, a check box. */
function caretOf(element: Element | undefined): readonly [number, number] | undefined {
  if (!isTyped(element) || element.selectionStart === null || element.selectionEnd === null) return undefined;
  return [element.selectionStart, element.selectionEnd];
}
