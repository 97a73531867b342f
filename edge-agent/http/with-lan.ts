import type { HttpFaces } from '../../config/running/http-faces.js';
import { LanKeeper, type LanKeeperOptions } from '../lan/lan-keeper.js';

/** A site's listeners with the certificate of its LAN: before anybody comes, and for as long as they listen (rules T42, T43). */
export function withLan(faces: HttpFaces, options: Omit<LanKeeperOptions, 'onServer'>): HttpFaces {
  const lan = new LanKeeper({ ...options, onServer: (server) => faces.showLan(server) });
  return {
    ...faces,
    listen: () => {
      lan.start();
      return faces.listen();
    },
    close: () => {
      lan.stop();
      return faces.close();
    },
  };
}
