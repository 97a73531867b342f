/**
 * Patient data lives only in this tab's memory and session storage (drafts, the last seen), with the name of whose it is;
 * nothing of it outlives the sign-out.
 */
const ownerKey = 'carnet.owner';
const draftPrefix = 'carnet.draft.';
const thrownAwayKey = 'carnet.thrown-away';

/** Who typed what this tab keeps. */
export function ownerOfTyped(): string | undefined {
  return sessionStorage.getItem(ownerKey) ?? undefined;
}

export function keepOwner(user: string): void {
  try {
    sessionStorage.setItem(ownerKey, user);
  } catch {
    // Full: then no drafts are kept either.
    sessionStorage.clear();
  }
}

export function forgetTyped(): void {
  sessionStorage.clear();
}

/** Somebody else takes the desk: nothing of what was typed is left, and its author is told when they come back. */
export function throwAway(user: string): void {
  const hadDrafts = Object.keys(sessionStorage).some((key) => key.startsWith(draftPrefix));
  forgetTyped();
  // The name and a time, nothing of a patient: it may stay here for long.
  if (hadDrafts) localStorage.setItem(thrownAwayKey, JSON.stringify({ user, at: new Date().toISOString() }));
}

/** When what this person had typed here was thrown away; told once. */
export function takeThrownAway(user: string): string | undefined {
  try {
    const told = JSON.parse(localStorage.getItem(thrownAwayKey) ?? 'null') as { user?: string; at?: string } | null;
    if (told?.user !== user) return undefined;
    localStorage.removeItem(thrownAwayKey);
    return told.at;
  } catch {
    return undefined;
  }
}
