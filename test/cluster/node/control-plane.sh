# Starts etcd and the control plane; node.sh reads it on the control-plane node.
pki=/etc/kubernetes/pki

keep etcd env ETCD_UNSUPPORTED_ARCH="$(dpkg --print-architecture)" etcd --data-dir=/var/lib/etcd \
  --listen-client-urls=http://127.0.0.1:2379 --advertise-client-urls=http://127.0.0.1:2379 \
  --listen-peer-urls=http://127.0.0.1:2380 &

until curl -sf http://127.0.0.1:2379/health >/dev/null; do sleep 0.1; done
keep kube-apiserver kube-apiserver \
  --etcd-servers=http://127.0.0.1:2379 --service-cluster-ip-range=10.96.0.0/16 --allow-privileged=true \
  --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
  --client-ca-file=$pki/ca.crt --token-auth-file=/etc/kubernetes/tokens.csv \
  --tls-cert-file=$pki/apiserver.crt --tls-private-key-file=$pki/apiserver.key \
  --kubelet-client-certificate=$pki/kubelet-client.crt --kubelet-client-key=$pki/kubelet-client.key \
  --kubelet-preferred-address-types=InternalIP \
  --service-account-issuer=https://kubernetes.default.svc.cluster.local \
  --service-account-key-file=$pki/service-account.crt --service-account-signing-key-file=$pki/service-account.key \
  --requestheader-client-ca-file=$pki/front-proxy-ca.crt --requestheader-allowed-names=front-proxy-client \
  --requestheader-extra-headers-prefix=X-Remote-Extra- --requestheader-group-headers=X-Remote-Group \
  --requestheader-username-headers=X-Remote-User \
  --proxy-client-cert-file=$pki/front-proxy-client.crt --proxy-client-key-file=$pki/front-proxy-client.key &

(
  # Both end for good when the bootstrap roles are missing, so they wait for all of /readyz.
  until curl -sf --cacert $pki/ca.crt https://cp:6443/readyz >/dev/null; do sleep 0.2; done
  keep kube-controller-manager kube-controller-manager --kubeconfig=/etc/kubernetes/controller-manager.conf \
    --leader-elect=false --use-service-account-credentials=true --node-monitor-grace-period=20s \
    --service-account-private-key-file=$pki/service-account.key --root-ca-file=$pki/ca.crt \
    --cluster-signing-cert-file=$pki/ca.crt --cluster-signing-key-file=$pki/ca.key &
  keep kube-scheduler kube-scheduler --kubeconfig=/etc/kubernetes/scheduler.conf --leader-elect=false &
  wait
) &
