import { kind, reference } from './common-shapes.ts';
import { bool, list, map, num, obj, scalar, str, type Of } from './shape.ts';

const servicePort = obj({ name: str, port: num, targetPort: scalar, nodePort: num, protocol: str });

/** The shape of a Service. */
export const service = kind({
  spec: obj({
    type: str,
    clusterIP: str,
    selector: map(str),
    ports: list(servicePort),
    externalName: str,
    publishNotReadyAddresses: bool,
    externalTrafficPolicy: str,
    internalTrafficPolicy: str,
    loadBalancerClass: str,
  }),
  status: obj({ loadBalancer: obj({ ingress: list(obj({ ip: str, hostname: str })) }) }),
});
export type Service = Of<typeof service>;

/** The shape of an EndpointSlice. `ready` absent means ready (k8s.io/api/discovery/v1, EndpointConditions). */
export const endpointSlice = kind({
  addressType: str,
  endpoints: list(
    obj({
      addresses: list(str),
      conditions: obj({ ready: bool, serving: bool, terminating: bool }),
      nodeName: str,
      zone: str,
      targetRef: reference,
    }),
  ),
  ports: list(obj({ name: str, port: num, protocol: str })),
});
export type EndpointSlice = Of<typeof endpointSlice>;
