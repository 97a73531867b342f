import type { StarlinkSignal } from '../../../protocol/links/link-signal.js';
import type { NetworkAddress } from '../../../provisioning/node-folder.js';
import { devicePauseMilliseconds, type LinkProbePlugin, type SayOnce } from './link-probe-plugin.js';
import { readDishStatus } from './read-dish-status.js';
import { type DishStatus, starlinkMessages, starlinkService } from './starlink-messages.js';

const answerMillisecondsMaxDefault = 4_000;
const answerBytesMax = 256 * 1024;

export interface StarlinkPluginOptions {
  /** Of the terminal, on the site's own network. */
  readonly address: NetworkAddress;
  readonly say: SayOnce;
  /** How long it is waited for; absent: 4 s. */
  readonly answerMillisecondsMax?: number;
}

/** The local gRPC status of a Starlink terminal; nothing of it is changed, and no connection is kept. */
export class StarlinkPlugin implements LinkProbePlugin {
  readonly pauseMilliseconds = devicePauseMilliseconds;
  readonly #options: StarlinkPluginOptions;
  #forget: (() => void) | undefined;

  constructor(options: StarlinkPluginOptions) {
    this.#options = options;
  }

  async read(): Promise<StarlinkSignal | undefined> {
    const { say, address } = this.#options;
    try {
      const status = await this.#ask();
      if (status !== undefined) return readDishStatus(status);
      say(`${address.host} answers, but not with the status of a terminal`);
    } catch {
      say(`no terminal answers at ${address.host}:${address.port}`);
    }
    return undefined;
  }

  stop(): void {
    this.#forget?.();
  }

  async #ask(): Promise<DishStatus | undefined> {
    const { address, answerMillisecondsMax = answerMillisecondsMaxDefault } = this.#options;
    const { host, port } = address;
    // Loaded only where there is a terminal: a box without one does not pay its memory.
    const [grpc, loader] = await Promise.all([import('@grpc/grpc-js'), import('@grpc/proto-loader')]);
    const definition = loader.fromJSON(starlinkMessages, { keepCase: true, longs: Number });
    const { Handle: method } = definition[starlinkService] as import('@grpc/proto-loader').ServiceDefinition;
    if (method === undefined) throw new Error(starlinkService);
    const client = new grpc.Client(
      host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`,
      grpc.credentials.createInsecure(),
      {
        'grpc.max_receive_message_length': answerBytesMax,
        'grpc.enable_http_proxy': 0,
        'grpc.enable_retries': 0,
        'grpc.service_config_disable_resolution': 1,
      },
    );
    try {
      return await new Promise<DishStatus | undefined>((resolve, reject) => {
        const call = client.makeUnaryRequest(
          ...([method.path, method.requestSerialize, method.responseDeserialize, { get_status: {} }] as const),
          new grpc.Metadata(),
          { deadline: Date.now() + answerMillisecondsMax },
          (error, answer) => {
            if (error !== null) reject(error);
            else resolve((answer as { readonly dish_get_status?: DishStatus } | undefined)?.dish_get_status);
          },
        );
        this.#forget = () => call.cancel();
      });
    } finally {
      this.#forget = undefined;
      client.close();
    }
  }
}
