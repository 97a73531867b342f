/**
 * What is asked of a Starlink terminal and read of its answer: the few fields that are used, with the numbers that the
 * terminal itself publishes by gRPC server reflection (`SpaceX.API.Device`). Enumerations are read as numbers, so that a
 * newer word is no error.
 */
export const starlinkMessages = {
  nested: {
    SpaceX: {
      nested: {
        API: {
          nested: {
            Device: {
              nested: {
                Device: { methods: { Handle: { requestType: 'Request', responseType: 'Response', comment: '' } } },
                Request: { fields: { get_status: { type: 'GetStatusRequest', id: 1004 } } },
                GetStatusRequest: { fields: {} },
                Response: { fields: { dish_get_status: { type: 'DishGetStatusResponse', id: 2004 } } },
                DishGetStatusResponse: {
                  fields: {
                    pop_ping_drop_rate: { type: 'float', id: 1003 },
                    obstruction_stats: { type: 'DishObstructionStats', id: 1004 },
                    pop_ping_latency_ms: { type: 'float', id: 1009 },
                    outage: { type: 'DishOutage', id: 1014 },
                    disablement_code: { type: 'int32', id: 1024 },
                  },
                },
                DishObstructionStats: {
                  fields: {
                    fraction_obstructed: { type: 'float', id: 1 },
                    currently_obstructed: { type: 'bool', id: 5 },
                  },
                },
                DishOutage: {
                  fields: { cause: { type: 'int32', id: 1 }, duration_ns: { type: 'uint64', id: 3 } },
                },
              },
            },
          },
        },
      },
    },
  },
} as const;

export const starlinkService = 'SpaceX.API.Device.Device';

/** `DishGetStatusResponse` as it is decoded; what was not sent is absent. */
export interface DishStatus {
  readonly pop_ping_drop_rate?: number;
  readonly pop_ping_latency_ms?: number;
  readonly obstruction_stats?: { readonly fraction_obstructed?: number; readonly currently_obstructed?: boolean };
  readonly outage?: { readonly cause?: number; readonly duration_ns?: number };
  readonly disablement_code?: number;
}

/** `DishOutage.Cause`, by its numbers from 0 on. */
export const outageCauses = [
  ...['unknown', 'booting', 'stowed', 'thermal-shutdown', 'no-schedule', 'no-sats', 'obstructed', 'no-downlink'],
  ...['no-pings', 'actuator-activity', 'cable-test', 'sleeping', 'moving-while-not-allowed'],
] as const;

/** `UtDisablementCode`, by its numbers from 0 on; the first two say that nothing is disabled. */
export const disablements = [
  ...['unknown-state', 'okay', 'no-active-account', 'too-far-from-service-address', 'in-ocean', 'invalid-country'],
  ...['blocked-country', 'data-overage-sandbox-policy', 'cell-is-disabled', 'unlicensed-country', 'roam-restricted'],
  ...['unknown-location', 'account-disabled'],
] as const;
