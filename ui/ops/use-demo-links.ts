import { useEffect, useState } from 'preact/hooks';
import { asFailure } from '../kit/http/failure.js';
import { request } from '../kit/http/request.js';

/** The relayed links of a demo, by `site/link`; `undefined` where this hub is not a demo. */
export interface DemoLinks {
  readonly cut: ReadonlyMap<string, boolean> | undefined;
  readonly failed: boolean;
  set(site: string, link: string, cut: boolean): Promise<void>;
}

export function useDemoLinks(): DemoLinks {
  const [cut, setCut] = useState<ReadonlyMap<string, boolean> | undefined>(undefined);
  const [failed, setFailed] = useState(false);
  const ask = async () => {
    try {
      setCut(readLinks((await request('GET', '/api/demo/links')).value));
    } catch (error) {
      if (asFailure(error).kind === 'missing') setCut(undefined);
    }
  };
  useEffect(() => {
    void ask();
  }, []);
  return {
    cut,
    failed,
    async set(site, link, wanted) {
      setFailed(false);
      try {
        await request('POST', '/api/demo/links', { body: { site, link, cut: wanted } });
        setCut((now) => new Map(now).set(`${site}/${link}`, wanted));
      } catch {
        setFailed(true);
      }
      await ask();
    },
  };
}

/** A list of `{site, link, cut}`, bare or under `links`. */
function readLinks(value: unknown): ReadonlyMap<string, boolean> {
  const list = Array.isArray(value) ? value : ((value as { links?: unknown } | undefined)?.links ?? []);
  const links = Array.isArray(list) ? (list as { site?: string; link?: string; cut?: boolean }[]) : [];
  return new Map(links.map((one) => [`${one.site}/${one.link}`, one.cut === true]));
}
