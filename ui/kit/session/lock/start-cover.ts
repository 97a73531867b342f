import { sessionStore } from '../session.js';

/**
 * Covers the pages while the session is locked. What does so is fetched as soon as there is a session, for it must be there
 * when the server is not; until it is, nothing of the pages is shown.
 */
export function startCover(root: HTMLElement): void {
  let isAsked = false;
  const follow = () => {
    const { kind } = sessionStore.get();
    if (kind !== 'in' && kind !== 'locked') return;
    root.hidden = kind === 'locked';
    if (isAsked) return;
    isAsked = true;
    import('./cover.js').then(
      ({ coverWhileLocked }) => {
        stop();
        coverWhileLocked(root);
      },
      () => {
        isAsked = false;
      },
    );
  };
  const stop = sessionStore.watch(follow);
  follow();
}
