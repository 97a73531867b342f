import type { linkFr } from './link-fr.js';

export const linkEn: Readonly<Record<keyof typeof linkFr, string>> = {
  'link.waitingLong': 'To send: {count}',
  'link.oldest': 'The oldest: {time}',
  'link.lastReceipt': 'Last receipt from the hub: {time}',
  'link.safe': 'All that is saved is safe here and goes on as soon as a link is back.',
  'link.refusedLong':
    'The hub refuses a part of what waits; it is tried again by itself. Tell regional operations if this lasts.',
  'link.cause.text.link-down':
    'The cable is unplugged, or the operator’s device has no signal. Check its power and its cable.',
  'link.cause.text.blackhole':
    'The link looks connected, but nothing answers on it. The cut is at the operator: report it to them.',
  'link.cause.text.brownout':
    'The link loses data or answers slowly. It is not cut; if this lasts, report it to the operator.',
  'link.cause.text.no-credit':
    'A page of the operator answers in place of the hub: the credit has probably run out. Top it up.',
  'link.cause.text.dns':
    'The name of the hub is not found over this link. Check its name server (DNS), or run: carnet links check.',
  'link.cause.text.hub-down':
    'The link works, but the hub does not answer. There is nothing to do on site; everything goes on when it is back.',
  'link.cause.text.certificate':
    'The hub and the box do not accept each other: a certificate expired or was withdrawn, or a clock is wrong. Tell regional operations.',
  'link.cause.text.shared-outage': 'Several links failed together: they probably share one fibre or one power supply.',
  'link.cause.text.budget': 'The month’s budget is spent or zero: only urgent records still pass over this link.',
  'link.safeNow': 'All that is saved is safe here, and then goes to the hub.',
  'link.forced': '{by} has forced {link} until {time}.',
  'link.forcedHere': 'Somebody has forced {link} at the box until {time}.',
  'link.held': '{by} has paused files; records pass.',
  'link.heldHere': 'Somebody has paused files at the box; records pass.',
  'link.roundTrip': 'round trip {milliseconds} ms',
  'link.loss': 'losses {percent} %',
  'link.budget': '{percent} % of the budget used',
  'traffic.urgent': 'urgent records',
  'traffic.clinical': 'clinical records',
  'traffic.bulk': 'files',
  'traffic.all': 'everything',
  'traffic.pair': '{first} and {second}',
  'decision.moved': '{why}: {traffic} moved to {to}.',
  'decision.waits': '{why}: {traffic} had to wait for a link.',
  'decision.why': 'The links have changed',
  'decision.why.ready': 'Link {to} is ready',
  'decision.why.unreachable': 'Link {from} has no network any more',
  'decision.why.silent': 'Link {from} does not answer any more',
  'decision.why.session-ended': 'The session over {from} has ended',
  'decision.why.losses': 'Link {from} loses too much data',
  'decision.why.slow': 'Link {from} has become too slow',
  'decision.why.cheaper': 'Link {to} costs less and is stable again',
  'decision.why.better': 'Link {to} is clearly better',
  'decision.why.preferred': 'Link {to} is preferred and as good again',
  'decision.why.forced': 'A person has chosen this link',
  'decision.why.not-forced': 'The choice by hand was lifted',
  'decision.why.budget-spent': 'The budget of {from} is spent',
};
