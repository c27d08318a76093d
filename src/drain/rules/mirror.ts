import { EVICT, type DrainRule } from '../rule.ts';

const MIRROR = 'kubernetes.io/config.mirror';

/**
 * A mirror pod only shows a static pod: evicting it would answer 201 and change nothing, the kubelet makes it again.
 * Source: kubectl/pkg/drain/filters.go, mirrorPodFilter.
 */
export const mirror: DrainRule = {
  id: 'mirror',
  judge({ metadata }) {
    if (!Object.hasOwn(metadata.annotations ?? {}, MIRROR)) return EVICT;
    return {
      kind: 'skip',
      why: {
        en: 'static pod: it runs until its manifest or the kubelet goes',
        zh: '静态 Pod：移走清单或停止 kubelet 才会停止',
      },
    };
  },
};
