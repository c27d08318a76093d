/** Who removes a finalizer, by the finalizer itself or the domain it begins with; product names need no translation. */
const OWNERS: [RegExp, string][] = [
  [/^(?:foregroundDeletion|orphan)$/, 'garbage collector (kube-controller-manager)'],
  [/^batch\.kubernetes\.io\/job-tracking$/, 'Job controller (kube-controller-manager)'],
  [/^resource\.kubernetes\.io\//, 'resource claim controller (kube-controller-manager)'],
  [/(?:^|\.)kueue\.x-k8s\.io\//, 'Kueue (kueue-controller-manager)'],
  [/(?:^|\.)jobset\.x-k8s\.io\//, 'JobSet'],
  [/(?:^|\.)cluster\.x-k8s\.io\//, 'Cluster API'],
  [/(?:^|\.)argoproj\.io\//, 'Argo (workflow-controller, argocd-application-controller)'],
  [/(?:^|\.)karpenter\.(?:sh|k8s\.aws)\//, 'Karpenter'],
  [/(?:^|\.)(?:istio\.io|install\.istio\.io)|^istio-finalizer/, 'Istio'],
  [/(?:^|\.)kruise\.io\//, 'OpenKruise (kruise-manager)'],
  [/(?:^|\.)(?:volcano\.sh|scheduling\.volcano\.sh)\//, 'Volcano'],
  [/(?:^|\.)tekton\.dev\//, 'Tekton'],
  [/(?:^|\.)kubevirt\.io\/|^foregroundDeleteVirtualMachine$/, 'KubeVirt (virt-controller)'],
  [/(?:^|\.)longhorn\.io\//, 'Longhorn (longhorn-manager)'],
  [/(?:^|\.)ceph\.rook\.io\//, 'Rook'],
  [/(?:^|\.)k8s\.aws\//, 'AWS controller (load balancer, VPC resource)'],
  [/(?:^|\.)(?:fluxcd\.io|toolkit\.fluxcd\.io)\//, 'Flux'],
  [/(?:^|\.)crossplane\.io\//, 'Crossplane'],
  [/(?:^|\.)cnpg\.io\//, 'CloudNativePG'],
  [/(?:^|\.)ray\.io\//, 'KubeRay'],
  [/(?:^|\.)cilium\.io\//, 'Cilium'],
  [/(?:^|\.)rancher\.io\/|(?:^|\.)cattle\.io\//, 'Rancher'],
  [/^service\.kubernetes\.io\//, 'service controller (cloud-controller-manager)'],
];

/** The controller known to remove a finalizer; undefined for one nobody but its maker knows. */
export const finalizerOwner = (finalizer: string): string | undefined =>
  OWNERS.find(([pattern]) => pattern.test(finalizer))?.[1];

/** The domain a finalizer is named after: the place to look for its controller. */
export const finalizerDomain = (finalizer: string): string => finalizer.split('/')[0] ?? finalizer;
