import { kind } from '../../model/common-shapes.ts';
import { list, obj, str } from '../../model/shape.ts';
import { ready, rule } from '../define.ts';

const ingress = kind({ status: obj({ loadBalancer: obj({ ingress: list(obj({ ip: str, hostname: str })) }) }) });

/** An Ingress is ready when it is there: controllers need not write an address, and many never do. */
export default rule(ingress, ({ status }) =>
  ready(
    (status?.loadBalancer?.ingress ?? []).length > 0
      ? undefined
      : { en: 'no controller has written an address', zh: '没有控制器写入地址' },
  ),
);
