import type { FastifyReply, FastifyRequest } from 'fastify';

/** Something that happened, for the browsers that are open: references and codes, never content. */
export interface LiveEvent {
  readonly event: 'record' | 'sync' | 'link' | 'task' | 'remote' | 'alerts' | 'orders';
  readonly data: unknown;
}

/** What one browser may know of an event; `undefined` when nothing (rule R1). */
export type LiveView = (event: LiveEvent) => LiveEvent | undefined;

/** Bytes that a browser may leave unread before it is let go; it comes back by itself and reads afresh. */
const unreadBytesMax = 256 * 1024;

/** Server-sent events (WHATWG HTML §9.2) to all browsers that are open. */
export class LiveStream {
  readonly #heartbeatMilliseconds: number;
  readonly #replies = new Map<FastifyReply, LiveView>();
  #timer: NodeJS.Timeout | undefined;

  constructor(heartbeatSeconds: number) {
    this.#heartbeatMilliseconds = heartbeatSeconds * 1000;
  }

  start(): void {
    this.#timer = setInterval(() => {
      for (const reply of this.#replies.keys()) this.#write(reply, ': \n\n');
    }, this.#heartbeatMilliseconds);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const reply of this.#replies.keys()) reply.raw.end();
    this.#replies.clear();
  }

  /** Keeps the reply open until the browser leaves. The caller has checked who asks. */
  attach(request: FastifyRequest, reply: FastifyReply, view: LiveView = (event) => event): void {
    reply.hijack();
    const headers = reply.getHeaders() as Record<string, string>;
    reply.raw.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    reply.raw.write('retry: 1000\n\n');
    this.#replies.set(reply, view);
    request.raw.on('close', () => this.#replies.delete(reply));
    reply.raw.on('error', () => this.#replies.delete(reply));
  }

  tell(event: LiveEvent): void {
    for (const [reply, view] of this.#replies) {
      const seen = view(event);
      if (seen !== undefined) this.#write(reply, `event: ${seen.event}\ndata: ${JSON.stringify(seen.data)}\n\n`);
    }
  }

  get watching(): number {
    return this.#replies.size;
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
