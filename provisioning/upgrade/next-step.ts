import type { ProblemCode } from '../../protocol/problem.js';
import type { OpenUpgrade, UpgradeOutcome, UpgradeStep } from './upgrade-state.js';

/** What happened to the step that is under way. */
export type UpgradeEvent =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly code: ProblemCode }
  /** The machine, or the command, was cut off within it. */
  | { readonly kind: 'cut' };

export type NextUpgrade =
  | { readonly kind: 'goes-on'; readonly open: OpenUpgrade }
  | { readonly kind: 'ended'; readonly ended: Omit<UpgradeOutcome, 'at'> };

/** A release that took the machine down so often is not tried again. */
const cutsMax = 3;

const afterDone = {
  preflight: 'copy',
  copy: 'stop',
  stop: 'switch',
  switch: 'start',
  start: 'prove',
  prove: null,
  'back-stop': 'back-switch',
  'back-switch': 'back-start',
  'back-start': 'back-prove',
  'back-prove': null,
} as const satisfies Record<UpgradeStep, UpgradeStep | null>;

/**
 * The next state of an upgrade (rule U5). Before `stop` nothing of the running site was touched, so a failure ends it
 * there; from `stop` on it leads back by all the steps, which do nothing where nothing has to be undone. Where the release
 * before could not write what the new one left, the new one stays (rule U6).
 */
export function nextUpgrade(open: OpenUpgrade, event: UpgradeEvent): NextUpgrade {
  switch (event.kind) {
    case 'done':
      return afterSuccess(open);
    case 'failed':
      return afterFailure(open, event.code);
    case 'cut':
      return afterCut({ ...open, cuts: open.cuts + 1 });
  }
}

function afterSuccess(open: OpenUpgrade): NextUpgrade {
  const next = afterDone[open.step];
  if (next !== null) return { kind: 'goes-on', open: { ...open, step: next } };
  return open.step === 'prove' ? end(open, 'ok', null) : end(open, 'came-back', open.code);
}

function afterFailure(open: OpenUpgrade, code: ProblemCode): NextUpgrade {
  if (isUntouched(open)) return end(open, 'refused', code);
  if (isBack(open)) return afterFailureBack(open);
  // It may have been stopped, or not.
  if (open.step === 'stop') return { kind: 'goes-on', open: { ...open, step: 'back-start', code } };
  if (canGoBack(open)) return goBack(open, code);
  // Stopped it is in any case; whichever release is there now is better than none.
  if (open.step === 'switch') return { kind: 'goes-on', open: { ...open, step: 'start' } };
  return end(open, 'stuck', code);
}

/** The rest of the way back is gone all the same: whether the site serves is what counts, and what a person is called for. */
function afterFailureBack(open: OpenUpgrade): NextUpgrade {
  const next = afterDone[open.step];
  if (next !== null) return { kind: 'goes-on', open: { ...open, step: next } };
  return end(open, 'stuck', open.code);
}

function afterCut(open: OpenUpgrade): NextUpgrade {
  // The site may have changed meanwhile: what was found before counts for nothing.
  if (isUntouched(open)) return { kind: 'goes-on', open: { ...open, step: 'preflight', cuts: 0 } };
  if (isBack(open) || open.cuts <= cutsMax || !canGoBack(open)) return { kind: 'goes-on', open: stopAgain(open) };
  return goBack(open, 'release-unhealthy');
}

/** A machine that comes up starts what `current` names by itself: before that is changed, it must be stopped once more. */
function stopAgain(open: OpenUpgrade): OpenUpgrade {
  if (open.step === 'switch') return { ...open, step: 'stop' };
  return open.step === 'back-switch' ? { ...open, step: 'back-stop' } : open;
}

function goBack(open: OpenUpgrade, code: ProblemCode): NextUpgrade {
  return { kind: 'goes-on', open: { ...open, step: 'back-stop', code } };
}

/**
 * Before the new release ran, the database is the old one's whatever the floor says. After a cut the machine may have
 * started it by itself.
 */
function canGoBack({ from, wayBack, step, cuts }: OpenUpgrade): boolean {
  const mayHaveRun = step === 'start' || step === 'prove' || cuts > 0;
  return from !== null && (wayBack || !mayHaveRun);
}

/** Whether nothing of the running site was touched so far. */
export function isUntouched({ step }: OpenUpgrade): boolean {
  return step === 'preflight' || step === 'copy';
}

function isBack({ step }: OpenUpgrade): boolean {
  return step.startsWith('back-');
}

function end({ from, to }: OpenUpgrade, outcome: UpgradeOutcome['outcome'], code: ProblemCode | null): NextUpgrade {
  return { kind: 'ended', ended: { from, to, outcome, code } };
}
