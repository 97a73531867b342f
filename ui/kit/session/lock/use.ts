import { asFailure } from '../../http/failure.js';
import { request } from '../../http/request.js';
import { createStore } from '../../store.js';
import { enter, lockPage, readSession, type Session } from '../session.js';
import { elapsed, type Mark, markNow, reportEvery, standingOf } from './idle.js';

/** Whether the page is about to be covered because nobody uses it. */
export const lockWarningStore = createStore(false);

const lookMilliseconds = 1_000;
/** What a person does. Not `scroll`, which a page does by itself when something new comes in. */
const acts = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchmove'] as const;

/**
 * Tells the server when somebody is at work here, now and then only, and covers the page when nobody was for so long that the
 * session is locked. The server decides: another page of the same session may be in use. The answer stops it.
 */
export function startUse(session: Session): () => void {
  const use = new Use(session);
  const onAct = (event: Event) => {
    if (event.isTrusted && !isStill(event)) use.note();
  };
  const look = () => use.look();
  // Somebody else may have signed in in another window meanwhile.
  const onBack = () => use.ask();
  for (const act of acts) addEventListener(act, onAct, { capture: true, passive: true });
  for (const back of ['focus', 'pageshow'] as const) addEventListener(back, onBack);
  document.addEventListener('visibilitychange', look);
  const timer = setInterval(look, lookMilliseconds);
  return () => {
    clearInterval(timer);
    for (const act of acts) removeEventListener(act, onAct, { capture: true });
    for (const back of ['focus', 'pageshow'] as const) removeEventListener(back, onBack);
    document.removeEventListener('visibilitychange', look);
    lockWarningStore.set(false);
  };
}

let pointer = '';

/** Browsers tell of a pointer that rests when the page moves under it. */
function isStill(event: Event): boolean {
  if (event.type !== 'pointermove') return false;
  const { screenX, screenY } = event as PointerEvent;
  const place = `${screenX} ${screenY}`;
  const rests = place === pointer || pointer === '';
  pointer = place;
  return rests;
}

class Use {
  readonly #name: string;
  readonly #limitMilliseconds: number;
  /** When the server was last told. */
  #told: Mark = markNow();
  #isUsed = false;
  #isAsking = false;

  constructor({ name, idleLockSeconds }: Session) {
    this.#name = name;
    this.#limitMilliseconds = idleLockSeconds * 1000;
  }

  note(): void {
    this.#isUsed = true;
    this.#tell();
  }

  look(): void {
    this.#tell();
    const standing = standingOf(elapsed(this.#told, markNow()), this.#limitMilliseconds);
    lockWarningStore.set(standing === 'warned');
    if (standing === 'due') this.ask();
  }

  #tell(): void {
    const now = markNow();
    const idle = elapsed(this.#told, now);
    const isDue = idle >= reportEvery(this.#limitMilliseconds) && idle < this.#limitMilliseconds;
    if (!this.#isUsed || !isDue) return;
    this.#isUsed = false;
    this.#told = now;
    lockWarningStore.set(false);
    request('POST', '/api/session/use', { isFinal: true }).catch((error: unknown) => {
      if (asFailure(error).code === 'session-locked') lockPage();
    });
  }

  /** Asks whose the session is now, and whether it is locked. Where nobody answers, and it is due, the page is covered all the same. */
  ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    request('GET', '/api/session', { isFinal: true })
      .then(
        ({ value }) => {
          const session = readSession(value);
          if (session !== undefined && session.name !== this.#name) enter(session);
          else if (this.#isDue()) this.#putOff();
        },
        (error: unknown) => {
          const { kind, code } = asFailure(error);
          if (code === 'session-locked' || (kind === 'offline' && this.#isDue())) lockPage();
        },
      )
      .finally(() => {
        this.#isAsking = false;
      });
  }

  #isDue(): boolean {
    return standingOf(elapsed(this.#told, markNow()), this.#limitMilliseconds) === 'due';
  }

  /** In use in another window: to be asked again before long. */
  #putOff(): void {
    const later = reportEvery(this.#limitMilliseconds) - this.#limitMilliseconds;
    const now = markNow();
    this.#told = { wall: now.wall + later, steady: now.steady + later };
  }
}
