import type { FastifyReply, FastifyRequest } from 'fastify';

/** Something that happened, for the browsers that are open: references and codes, never content. */
export interface LiveEvent {
  readonly event: 'record' | 'sync' | 'link' | 'task';
  readonly data: unknown;
}

/** Bytes that a browser may leave unread before it is let go; it comes back by itself and reads afresh. */
const unreadBytesMax = 256 * 1024;

/** Server-sent events (WHATWG HTML §9.2) to all browsers that are open. */
export class LiveStream {
  readonly #heartbeatMilliseconds: number;
  readonly #replies = new Set<FastifyReply>();
  #timer: NodeJS.Timeout | undefined;

  constructor(heartbeatSeconds: number) {
    this.#heartbeatMilliseconds = heartbeatSeconds * 1000;
  }

  start(): void {
    this.#timer = setInterval(() => this.#write(': \n\n'), this.#heartbeatMilliseconds);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const reply of this.#replies) reply.raw.end();
    this.#replies.clear();
  }

  /** Keeps the reply open until the browser leaves. The caller has checked who asks. */
  attach(request: FastifyRequest, reply: FastifyReply): void {
    reply.hijack();
    const headers = reply.getHeaders() as Record<string, string>;
    reply.raw.writeHead(200, { ...headers, 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    reply.raw.write('retry: 1000\n\n');
    this.#replies.add(reply);
    request.raw.on('close', () => this.#replies.delete(reply));
    reply.raw.on('error', () => this.#replies.delete(reply));
  }

  tell({ event, data }: LiveEvent): void {
    if (this.#replies.size > 0) this.#write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  get watching(): number {
    return this.#replies.size;
  }

  #write(text: string): void {
    for (const reply of this.#replies) {
      if (reply.raw.writableLength > unreadBytesMax) {
        this.#replies.delete(reply);
        reply.raw.destroy();
      } else {
        reply.raw.write(text);
      }
    }
  }
}
