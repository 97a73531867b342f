import { Server, ServerCredentials, type ServerUnaryCall, type sendUnaryData } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromObject } from '@grpc/proto-loader';

interface Teardown {
  teardown(stop: () => unknown): unknown;
}

const field = (name: string, number: number, type: string, typeName?: string) => ({
  ...{ name, number, label: 'LABEL_OPTIONAL', type: `TYPE_${type}` },
  ...(typeName !== undefined && { typeName: `.SpaceX.API.Device.${typeName}` }),
});

/** As the terminal's own reflection lists them, written again from what it publishes and not from what the plug-in reads. */
const published = {
  file: [
    {
      ...{ name: 'device.proto', package: 'SpaceX.API.Device', syntax: 'proto3' },
      messageType: [
        {
          name: 'Request',
          field: [field('id', 1, 'UINT64'), field('getStatus', 1004, 'MESSAGE', 'GetStatusRequest')],
        },
        { name: 'GetStatusRequest' },
        {
          name: 'Response',
          field: [
            field('id', 1, 'UINT64'),
            field('apiVersion', 3, 'UINT64'),
            field('dishGetStatus', 2004, 'MESSAGE', 'DishGetStatusResponse'),
          ],
        },
        {
          name: 'DishGetStatusResponse',
          field: [
            field('secondsToFirstNonemptySlot', 1002, 'FLOAT'),
            field('popPingDropRate', 1003, 'FLOAT'),
            field('obstructionStats', 1004, 'MESSAGE', 'DishObstructionStats'),
            field('downlinkThroughputBps', 1007, 'FLOAT'),
            field('popPingLatencyMs', 1009, 'FLOAT'),
            field('outage', 1014, 'MESSAGE', 'DishOutage'),
            field('ethSpeedMbps', 1016, 'INT32'),
            field('disablementCode', 1024, 'INT32'),
          ],
        },
        {
          name: 'DishObstructionStats',
          field: [
            field('fractionObstructed', 1, 'FLOAT'),
            field('validS', 4, 'FLOAT'),
            field('currentlyObstructed', 5, 'BOOL'),
          ],
        },
        {
          name: 'DishOutage',
          field: [field('cause', 1, 'INT32'), field('startTimestampNs', 2, 'INT64'), field('durationNs', 3, 'UINT64')],
        },
      ],
      service: [
        {
          name: 'Device',
          method: [
            {
              ...{ name: 'Handle', inputType: '.SpaceX.API.Device.Request', outputType: '.SpaceX.API.Device.Response' },
            },
          ],
        },
      ],
    },
  ],
};

/** What it answers; `undefined`: nothing, for ever. */
export type TerminalAnswer = (request: object) => object | undefined;

/** A gRPC server of this machine that speaks as a Starlink terminal does. */
export async function startTerminal(t: Teardown, answer: TerminalAnswer): Promise<{ readonly port: number }> {
  const definition = loadFileDescriptorSetFromObject(published);
  const server = new Server();
  server.addService(definition['SpaceX.API.Device.Device'] as never, {
    Handle: (call: ServerUnaryCall<object, object>, done: sendUnaryData<object>) => {
      const answered = answer(call.request);
      if (answered !== undefined) done(null, answered);
    },
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  t.teardown(() => server.forceShutdown());
  return { port };
}
