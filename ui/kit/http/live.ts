/** The server-sent events of `GET /api/live`. */
export const liveKinds = ['record', 'sync', 'link', 'task', 'remote', 'alerts', 'orders'] as const;
export type LiveKind = (typeof liveKinds)[number];
type LiveListener = (kind: LiveKind | 'reopened', data: unknown) => void;

const listeners = new Set<LiveListener>();

/** Listens to live events; the answer stops it. `reopened` says that events may have been missed. */
export function watchLive(listener: LiveListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell(kind: LiveKind | 'reopened', data: unknown): void {
  for (const listener of [...listeners]) listener(kind, data);
}

const reopenMillisecondsMin = 2_000;
/** Whether this page has heard before: what it did not hear since, it must ask for. */
let opened = false;

/** Opens the stream and opens it again whenever it ends; the answer closes it. */
export function startLive(path = '/api/live'): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  const open = () => {
    if (stopped) return;
    source = new EventSource(path);
    source.onopen = () => {
      if (opened) tell('reopened', undefined);
      opened = true;
    };
    source.onerror = () => {
      // The browser gives up after some errors (an HTTP status, for one): close and try again at our own pace.
      source?.close();
      clearTimeout(timer);
      timer = setTimeout(open, reopenMillisecondsMin);
    };
    for (const kind of liveKinds) {
      source.addEventListener(kind, (event) => tell(kind, parse((event as MessageEvent<string>).data)));
    }
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    source?.close();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
