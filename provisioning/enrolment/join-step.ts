/** What has been reached while a box is enrolled, in order; each is said to whoever waits. */
export type JoinStep =
  /** The code has no typing error; nothing was sent yet. */
  | 'code-read'
  /** This box was enrolled with this very code before: nothing is left to do. */
  | 'already-joined'
  /** The hub has proven that it knows the code. */
  | 'hub-proven'
  | 'key-made'
  /** The key of an earlier attempt with this code asks again. */
  | 'key-kept'
  | 'certificate-given'
  /** The request for a box without a network is on the stick. */
  | 'request-written'
  /** The hub's answer came in a file: whole, to this box's request, by who knows the code. */
  | 'bundle-proven'
  /** The hub was not reached; the box works, and enrols later by itself. */
  | 'provisional'
  /** The folder holds the site. */
  | 'written';
