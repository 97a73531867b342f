import { useEffect, useState } from 'preact/hooks';
import { watchLive } from '../../kit/http/live.js';
import { request } from '../../kit/http/request.js';

/** How far one version of an item has come. */
export interface DeliveryView {
  readonly versionId: string;
  readonly reached: 'site' | 'hub' | 'backed-up' | 'refused';
  /** An ISO 8601 instant. */
  readonly atHub: string | undefined;
  /** Why the hub refused it, in both languages of staff. */
  readonly reason?: { readonly en: string; readonly fr: string };
}

/** Final answers, by `Type/id@version`: a version in the backup stays there. */
const known = new Map<string, DeliveryView>();
const knownMax = 2_000;

const requestsAtOnceMax = 4;
let running = 0;
const waiting: (() => void)[] = [];

/** A chart has dozens of items: ask for a few at a time, so that what people click comes first. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= requestsAtOnceMax) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

const askAgainMillisecondsMin = 500;

/**
 * The delivery of an item, asked again after each sync event until the hub has it; from there to the backup is a matter of
 * a day, which the next look at the chart shows.
 */
export function useDelivery(type: string, id: string, versionId: string): DeliveryView | undefined {
  const key = `${type}/${id}@${versionId}`;
  const [view, setView] = useState<DeliveryView | undefined>(known.get(key));
  useEffect(() => {
    let stopped = false;
    let atHub = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    setView(known.get(key));
    const ask = async () => {
      timer = undefined;
      if (stopped || known.has(key)) return;
      const answer = await inTurn(() => askDelivery(type, id)).catch(() => undefined);
      if (answer?.reached === 'backed-up') remember(key, answer);
      atHub = answer?.reached === 'hub';
      if (!stopped && answer) setView(answer);
    };
    const unwatch = watchLive((kind) => {
      if (kind !== 'task' && !atHub && !known.has(key)) timer ??= setTimeout(ask, askAgainMillisecondsMin);
    });
    void ask();
    return () => {
      stopped = true;
      clearTimeout(timer);
      unwatch();
    };
  }, [key, type, id]);
  return view;
}

function remember(key: string, view: DeliveryView): void {
  if (known.size >= knownMax) known.clear();
  known.set(key, view);
}

async function askDelivery(type: string, id: string): Promise<DeliveryView | undefined> {
  const { value } = await request('GET', `/api/delivery/${type}/${id}`);
  const answer = (value ?? {}) as Record<string, unknown>;
  const reached = (['site', 'hub', 'backed-up', 'refused'] as const).find((place) => place === answer['reached']);
  if (!reached) return undefined;
  const { atHub, en, fr } = answer;
  return {
    ...(typeof en === 'string' && typeof fr === 'string' && { reason: { en, fr } }),
    versionId: String(answer['versionId'] ?? ''),
    reached,
    atHub: typeof atHub === 'string' ? atHub : undefined,
  };
}
