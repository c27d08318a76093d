#!/bin/bash
# Makes a container behave as a Kubernetes node. Runs in a cgroup namespace of its own, so that the kubelet sees
# the container's cgroups as the machine's. Environment: NODE_NAME, NODE_LABELS, CONTROL_PLANE (yes or no).
set -eu

mount --make-rshared /
mount -o remount,rw /sys
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then # cgroup v2: a group with processes cannot share out its controllers
  mount -o remount,bind,rw /sys/fs/cgroup
  mkdir -p /sys/fs/cgroup/init
  xargs -rn1 </sys/fs/cgroup/cgroup.procs >/sys/fs/cgroup/init/cgroup.procs || true
  sed -e 's/ / +/g' -e 's/^/+/' </sys/fs/cgroup/cgroup.controllers >/sys/fs/cgroup/cgroup.subtree_control
else
  for controller in /sys/fs/cgroup/*; do
    mountpoint -q "$controller" && mount -o remount,bind,rw "$controller"
  done
fi
mount -o remount,bind,rw /proc/sys
[ -e /dev/kmsg ] || ln -s /dev/null /dev/kmsg # the kubelet ends without it
echo 1 >/proc/sys/net/ipv4/ip_forward
# the address of a Service leads nowhere as long as kube-proxy does not know it, and not out of the cluster
for chain in FORWARD OUTPUT; do iptables -A "$chain" -d 10.96.0.0/16 -j DROP; done
mkdir -p /opt/cni /var/log/kubernetes /etc/kubernetes/manifests
ln -sfn /usr/lib/cni /opt/cni/bin

# keep NAME COMMAND...: runs a program, and runs it again when it ends.
keep() {
  local name=$1
  shift
  while true; do
    "$@" >>"/var/log/kubernetes/$name.log" 2>&1 || true
    sleep 1
  done
}

keep containerd containerd &
if [ "$CONTROL_PLANE" = yes ]; then
  . /opt/k8sdoctor/control-plane.sh
fi

until ctr version >/dev/null 2>&1; do sleep 0.1; done
ctr -n k8s.io images import /opt/pod-images/preload.tar >/var/log/kubernetes/import.log 2>&1

until curl -sf --cacert /etc/kubernetes/pki/ca.crt https://cp:6443/livez >/dev/null; do sleep 0.2; done
keep kubelet kubelet --config=/etc/kubernetes/kubelet.yaml --kubeconfig=/etc/kubernetes/kubelet.conf \
  --hostname-override="$NODE_NAME" --node-labels="$NODE_LABELS" &
keep kube-proxy kube-proxy --kubeconfig=/etc/kubernetes/kube-proxy.conf --hostname-override="$NODE_NAME" \
  --cluster-cidr=10.244.0.0/16 --proxy-mode=iptables --conntrack-max-per-core=0 &
wait
