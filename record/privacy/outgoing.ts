/** To whom a kind of message goes: people of regional operations, or a program or network that is not the hospital's own node. */
export type OutgoingTo = 'people' | 'programs' | 'networks';

/**
 * What a kind of message may carry: `nothing`; `fleet`, names of nodes with codes, counts and times; `record`, a resource
 * to a program that the hospital has chosen, with the rights of who chose it (rule F116).
 */
export type OutgoingContent = 'nothing' | 'fleet' | 'record';

/**
 * All that a node sends to anybody but its own hub or site; the closed list (rule R42). A kind that is added here and that
 * no test provokes, and a module that sends and is not known to send, each turn a test red.
 */
export const outgoingMessages = {
  'alert-mail': { to: 'people', carries: 'fleet' },
  'alert-digest': { to: 'people', carries: 'fleet' },
  'alert-test': { to: 'people', carries: 'fleet' },
  'alert-post': { to: 'programs', carries: 'fleet' },
  'alert-test-post': { to: 'programs', carries: 'fleet' },
  'hook-greeting': { to: 'programs', carries: 'nothing' },
  'hook-notice': { to: 'programs', carries: 'nothing' },
  'hook-record': { to: 'programs', carries: 'record' },
  'captive-question': { to: 'networks', carries: 'nothing' },
} as const satisfies Readonly<Record<string, { readonly to: OutgoingTo; readonly carries: OutgoingContent }>>;

export type OutgoingKind = keyof typeof outgoingMessages;

export const outgoingKinds = Object.keys(outgoingMessages) as readonly OutgoingKind[];
