/**
 * The type that is kept beside the log: it belongs to who made it, at the server where it was made, and holds secrets (rule
 * F112). A record of this type, brought by an earlier program or another node, does nothing and is shown to nobody.
 */
export const keptApart = 'Subscription';
