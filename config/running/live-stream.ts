import type { FastifyReply, FastifyRequest } from 'fastify';

/** Something that happened, for the browsers that are open: references and codes, never content. */
export interface LiveEvent {
  readonly event: 'record' | 'sync' | 'link' | 'task' | 'remote' | 'alerts' | 'orders';
  readonly data: unknown;
}

/** What one browser may know of an event; `undefined` when nothing (rule R1). */
export type LiveView = (event: LiveEvent) => LiveEvent | undefined;

/** Whether whoever listens may still hear; asked before each event, and with each sign of life. */
export type StillHears = () => Promise<boolean>;

interface Listener {
  readonly view: LiveView;
  readonly stillHears: StillHears;
  /** What was told last has gone out. */
  told: Promise<void>;
}

/** Bytes that a browser may leave unread before it is let go; it comes back by itself and reads afresh. */
const unreadBytesMax = 256 * 1024;

/** Server-sent events (WHATWG HTML §9.2) to all browsers that are open. */
export class LiveStream {
  readonly #heartbeatMilliseconds: number;
  readonly #replies = new Map<FastifyReply, Listener>();
  #timer: NodeJS.Timeout | undefined;

  constructor(heartbeatSeconds: number) {
    this.#heartbeatMilliseconds = heartbeatSeconds * 1000;
  }

  start(): void {
    this.#timer = setInterval(() => {
      for (const reply of this.#replies.keys()) this.#tellOne(reply, ': \n\n');
    }, this.#heartbeatMilliseconds);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const reply of this.#replies.keys()) reply.raw.end();
    this.#replies.clear();
  }

  /** Keeps the reply open until the browser leaves, or may hear no more. The caller has checked who asks. */
  attach(
    request: FastifyRequest,
    reply: FastifyReply,
    stillHears: StillHears,
    view: LiveView = (event) => event,
  ): void {
    reply.hijack();
    const headers = reply.getHeaders() as Record<string, string>;
    reply.raw.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    reply.raw.write('retry: 1000\n\n');
    this.#replies.set(reply, { view, stillHears, told: Promise.resolve() });
    request.raw.on('close', () => this.#replies.delete(reply));
    reply.raw.on('error', () => this.#replies.delete(reply));
  }

  tell(event: LiveEvent): void {
    for (const [reply, { view }] of this.#replies) {
      const seen = view(event);
      if (seen !== undefined) this.#tellOne(reply, `event: ${seen.event}\ndata: ${JSON.stringify(seen.data)}\n\n`);
    }
  }

  get watching(): number {
    return this.#replies.size;
  }

  /** In the order of the events, however long the question takes; where it cannot be answered nobody hears anything. */
  #tellOne(reply: FastifyReply, text: string): void {
    const listener = this.#replies.get(reply);
    if (listener === undefined) return;
    listener.told = listener.told
      .then(() => listener.stillHears())
      .catch(() => false)
      .then((hears) => {
        if (!this.#replies.has(reply)) return;
        if (hears) this.#write(reply, text);
        else this.#end(reply);
      });
  }

  #end(reply: FastifyReply): void {
    this.#replies.delete(reply);
    reply.raw.end();
  }

  #write(reply: FastifyReply, text: string): void {
    if (reply.raw.writableLength <= unreadBytesMax) {
      reply.raw.write(text);
      return;
    }
    this.#replies.delete(reply);
    reply.raw.destroy();
  }
}
