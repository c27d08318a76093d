/**
 * The messages that the fields in use lead to, as Kubernetes sends them in protobuf: `name=number:type`, `*` a list, `%` a map with
 * string keys, `^` a message whose fields JSON shows in place, `!` written in JSON even when zero. Taken from generated.proto and types.go
 * of k8s.io/api and k8s.io/apimachinery 0.34; a test compares them where that source is at hand.
 */
export const messages = `
admissionregistration.MutatingWebhook name=1:string! clientConfig=2:admissionregistration.WebhookClientConfig! rules=3:*admissionregistration.RuleWithOperations failurePolicy=4:string! matchPolicy=9:string! namespaceSelector=5:meta.LabelSelector! objectSelector=11:meta.LabelSelector! sideEffects=6:string! timeoutSeconds=7:int! admissionReviewVersions=8:*string! reinvocationPolicy=10:string! matchConditions=12:*admissionregistration.MatchCondition
admissionregistration.MutatingWebhookConfiguration metadata=1:meta.ObjectMeta webhooks=2:*admissionregistration.MutatingWebhook
admissionregistration.Rule apiGroups=1:*string apiVersions=2:*string resources=3:*string scope=4:string!
admissionregistration.RuleWithOperations operations=1:*string ^=2:admissionregistration.Rule
admissionregistration.ServiceReference namespace=1:string! name=2:string! path=3:string! port=4:int!
admissionregistration.ValidatingWebhook name=1:string! clientConfig=2:admissionregistration.WebhookClientConfig! rules=3:*admissionregistration.RuleWithOperations failurePolicy=4:string! matchPolicy=9:string! namespaceSelector=5:meta.LabelSelector! objectSelector=10:meta.LabelSelector! sideEffects=6:string! timeoutSeconds=7:int! admissionReviewVersions=8:*string! matchConditions=11:*admissionregistration.MatchCondition
admissionregistration.ValidatingWebhookConfiguration metadata=1:meta.ObjectMeta webhooks=2:*admissionregistration.ValidatingWebhook
admissionregistration.WebhookClientConfig url=3:string! service=1:admissionregistration.ServiceReference! caBundle=2:bytes
apps.DaemonSet metadata=1:meta.ObjectMeta spec=2:apps.DaemonSetSpec status=3:apps.DaemonSetStatus
apps.DaemonSetCondition type=1:string! status=2:string! lastTransitionTime=3:Time reason=4:string message=5:string
apps.DaemonSetSpec selector=1:meta.LabelSelector! template=2:core.PodTemplateSpec! updateStrategy=3:apps.DaemonSetUpdateStrategy minReadySeconds=4:int revisionHistoryLimit=6:int!
apps.DaemonSetStatus currentNumberScheduled=1:int! numberMisscheduled=2:int! desiredNumberScheduled=3:int! numberReady=4:int! observedGeneration=5:int updatedNumberScheduled=6:int numberAvailable=7:int numberUnavailable=8:int collisionCount=9:int! conditions=10:*apps.DaemonSetCondition
apps.DaemonSetUpdateStrategy type=1:string rollingUpdate=2:apps.RollingUpdateDaemonSet!
apps.Deployment metadata=1:meta.ObjectMeta spec=2:apps.DeploymentSpec status=3:apps.DeploymentStatus
apps.DeploymentCondition type=1:string! status=2:string! lastUpdateTime=6:Time lastTransitionTime=7:Time reason=4:string message=5:string
apps.DeploymentSpec replicas=1:int! selector=2:meta.LabelSelector! template=3:core.PodTemplateSpec! strategy=4:apps.DeploymentStrategy minReadySeconds=5:int revisionHistoryLimit=6:int! paused=7:bool progressDeadlineSeconds=9:int!
apps.DeploymentStatus observedGeneration=1:int replicas=2:int updatedReplicas=3:int readyReplicas=7:int availableReplicas=4:int unavailableReplicas=5:int terminatingReplicas=9:int! conditions=6:*apps.DeploymentCondition collisionCount=8:int!
apps.DeploymentStrategy type=1:string rollingUpdate=2:apps.RollingUpdateDeployment!
apps.ReplicaSet metadata=1:meta.ObjectMeta spec=2:apps.ReplicaSetSpec status=3:apps.ReplicaSetStatus
apps.ReplicaSetCondition type=1:string! status=2:string! lastTransitionTime=3:Time reason=4:string message=5:string
apps.ReplicaSetSpec replicas=1:int! minReadySeconds=4:int selector=2:meta.LabelSelector! template=3:core.PodTemplateSpec
apps.ReplicaSetStatus replicas=1:int! fullyLabeledReplicas=2:int readyReplicas=4:int availableReplicas=5:int terminatingReplicas=7:int! observedGeneration=3:int conditions=6:*apps.ReplicaSetCondition
apps.RollingUpdateDaemonSet maxUnavailable=1:IntOrString! maxSurge=2:IntOrString!
apps.RollingUpdateDeployment maxUnavailable=1:IntOrString! maxSurge=2:IntOrString!
apps.RollingUpdateStatefulSetStrategy partition=1:int! maxUnavailable=2:IntOrString!
apps.StatefulSet metadata=1:meta.ObjectMeta spec=2:apps.StatefulSetSpec status=3:apps.StatefulSetStatus
apps.StatefulSetCondition type=1:string! status=2:string! lastTransitionTime=3:Time reason=4:string message=5:string
apps.StatefulSetOrdinals start=1:int!
apps.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted=1:string whenScaled=2:string
apps.StatefulSetSpec replicas=1:int! selector=2:meta.LabelSelector! template=3:core.PodTemplateSpec! volumeClaimTemplates=4:*core.PersistentVolumeClaim serviceName=5:string! podManagementPolicy=6:string updateStrategy=7:apps.StatefulSetUpdateStrategy revisionHistoryLimit=8:int! minReadySeconds=9:int persistentVolumeClaimRetentionPolicy=10:apps.StatefulSetPersistentVolumeClaimRetentionPolicy! ordinals=11:apps.StatefulSetOrdinals!
apps.StatefulSetStatus observedGeneration=1:int replicas=2:int! readyReplicas=3:int currentReplicas=4:int updatedReplicas=5:int currentRevision=6:string updateRevision=7:string collisionCount=9:int! conditions=10:*apps.StatefulSetCondition availableReplicas=11:int!
apps.StatefulSetUpdateStrategy type=1:string rollingUpdate=2:apps.RollingUpdateStatefulSetStrategy!
batch.CronJob metadata=1:meta.ObjectMeta spec=2:batch.CronJobSpec status=3:batch.CronJobStatus
batch.CronJobSpec schedule=1:string! timeZone=8:string! startingDeadlineSeconds=2:int! concurrencyPolicy=3:string suspend=4:bool! jobTemplate=5:batch.JobTemplateSpec! successfulJobsHistoryLimit=6:int! failedJobsHistoryLimit=7:int!
batch.CronJobStatus active=1:*core.ObjectReference lastScheduleTime=4:Time! lastSuccessfulTime=5:Time!
batch.Job metadata=1:meta.ObjectMeta spec=2:batch.JobSpec status=3:batch.JobStatus
batch.JobCondition type=1:string! status=2:string! lastProbeTime=3:Time lastTransitionTime=4:Time reason=5:string message=6:string
batch.JobSpec parallelism=1:int! completions=2:int! activeDeadlineSeconds=3:int! podFailurePolicy=11:batch.PodFailurePolicy! successPolicy=16:batch.SuccessPolicy! backoffLimit=7:int! backoffLimitPerIndex=12:int! maxFailedIndexes=13:int! selector=4:meta.LabelSelector! manualSelector=5:bool! template=6:core.PodTemplateSpec! ttlSecondsAfterFinished=8:int! completionMode=9:string! suspend=10:bool! podReplacementPolicy=14:string! managedBy=15:string!
batch.JobStatus conditions=1:*batch.JobCondition startTime=2:Time! completionTime=3:Time! active=4:int succeeded=5:int failed=6:int terminating=11:int! completedIndexes=7:string failedIndexes=10:string! uncountedTerminatedPods=8:batch.UncountedTerminatedPods! ready=9:int!
batch.JobTemplateSpec metadata=1:meta.ObjectMeta spec=2:batch.JobSpec
batch.PodFailurePolicy rules=1:*batch.PodFailurePolicyRule!
batch.PodFailurePolicyOnExitCodesRequirement containerName=1:string! operator=2:string! values=3:*int!
batch.PodFailurePolicyOnPodConditionsPattern type=1:string! status=2:string!
batch.PodFailurePolicyRule action=1:string! onExitCodes=2:batch.PodFailurePolicyOnExitCodesRequirement! onPodConditions=3:*batch.PodFailurePolicyOnPodConditionsPattern
certificates.CertificateSigningRequest metadata=1:meta.ObjectMeta spec=2:certificates.CertificateSigningRequestSpec! status=3:certificates.CertificateSigningRequestStatus
certificates.CertificateSigningRequestCondition type=1:string! status=6:string! reason=2:string message=3:string lastUpdateTime=4:Time lastTransitionTime=5:Time
certificates.CertificateSigningRequestSpec request=1:bytes! signerName=7:string! expirationSeconds=8:int! usages=5:*string username=2:string uid=3:string groups=4:*string extra=6:%certificates.ExtraValue
certificates.CertificateSigningRequestStatus conditions=1:*certificates.CertificateSigningRequestCondition certificate=2:bytes
coordination.Lease metadata=1:meta.ObjectMeta spec=2:coordination.LeaseSpec
coordination.LeaseSpec holderIdentity=1:string! leaseDurationSeconds=2:int! acquireTime=3:MicroTime! renewTime=4:MicroTime! leaseTransitions=5:int! strategy=6:string! preferredHolder=7:string!
core.AWSElasticBlockStoreVolumeSource volumeID=1:string! fsType=2:string partition=3:int readOnly=4:bool
core.Affinity nodeAffinity=1:core.NodeAffinity! podAffinity=2:core.PodAffinity! podAntiAffinity=3:core.PodAntiAffinity!
core.AppArmorProfile type=1:string! localhostProfile=2:string!
core.AzureDiskVolumeSource diskName=1:string! diskURI=2:string! cachingMode=3:string! fsType=4:string! readOnly=5:bool! kind=6:string!
core.AzureFilePersistentVolumeSource secretName=1:string! shareName=2:string! readOnly=3:bool secretNamespace=4:string!
core.AzureFileVolumeSource secretName=1:string! shareName=2:string! readOnly=3:bool
core.CSIPersistentVolumeSource driver=1:string! volumeHandle=2:string! readOnly=3:bool fsType=4:string volumeAttributes=5:%string controllerPublishSecretRef=6:core.SecretReference! nodeStageSecretRef=7:core.SecretReference! nodePublishSecretRef=8:core.SecretReference! controllerExpandSecretRef=9:core.SecretReference! nodeExpandSecretRef=10:core.SecretReference!
core.CSIVolumeSource driver=1:string! readOnly=2:bool! fsType=3:string! volumeAttributes=4:%string nodePublishSecretRef=5:core.LocalObjectReference!
core.Capabilities add=1:*string drop=2:*string
core.CephFSPersistentVolumeSource monitors=1:*string! path=2:string user=3:string secretFile=4:string secretRef=5:core.SecretReference! readOnly=6:bool
core.CephFSVolumeSource monitors=1:*string! path=2:string user=3:string secretFile=4:string secretRef=5:core.LocalObjectReference! readOnly=6:bool
core.CinderPersistentVolumeSource volumeID=1:string! fsType=2:string readOnly=3:bool secretRef=4:core.SecretReference!
core.CinderVolumeSource volumeID=1:string! fsType=2:string readOnly=3:bool secretRef=4:core.LocalObjectReference!
core.ClusterTrustBundleProjection name=1:string! signerName=2:string! labelSelector=3:meta.LabelSelector! optional=5:bool! path=4:string!
core.ConfigMap metadata=1:meta.ObjectMeta immutable=4:bool! data=2:%string binaryData=3:%bytes
core.ConfigMapEnvSource ^=1:core.LocalObjectReference optional=2:bool!
core.ConfigMapKeySelector ^=1:core.LocalObjectReference key=2:string! optional=3:bool!
core.ConfigMapProjection ^=1:core.LocalObjectReference items=2:*core.KeyToPath optional=4:bool!
core.ConfigMapVolumeSource ^=1:core.LocalObjectReference items=2:*core.KeyToPath defaultMode=3:int! optional=4:bool!
core.Container name=1:string! image=2:string command=3:*string args=4:*string workingDir=5:string ports=6:*core.ContainerPort envFrom=19:*core.EnvFromSource env=7:*core.EnvVar resources=8:core.ResourceRequirements resizePolicy=23:*core.ContainerResizePolicy restartPolicy=24:string! restartPolicyRules=25:*core.ContainerRestartRule volumeMounts=9:*core.VolumeMount volumeDevices=21:*core.VolumeDevice livenessProbe=10:core.Probe! readinessProbe=11:core.Probe! startupProbe=22:core.Probe! lifecycle=12:core.Lifecycle! terminationMessagePath=13:string terminationMessagePolicy=20:string imagePullPolicy=14:string securityContext=15:core.SecurityContext! stdin=16:bool stdinOnce=17:bool tty=18:bool
core.ContainerImage names=1:*string! sizeBytes=2:int
core.ContainerPort name=1:string hostPort=2:int containerPort=3:int! protocol=4:string hostIP=5:string
core.ContainerResizePolicy resourceName=1:string! restartPolicy=2:string!
core.ContainerState waiting=1:core.ContainerStateWaiting! running=2:core.ContainerStateRunning! terminated=3:core.ContainerStateTerminated!
core.ContainerStateRunning startedAt=1:Time
core.ContainerStateTerminated exitCode=1:int! signal=2:int reason=3:string message=4:string startedAt=5:Time finishedAt=6:Time containerID=7:string
core.ContainerStateWaiting reason=1:string message=2:string
core.ContainerStatus name=1:string! state=2:core.ContainerState lastState=3:core.ContainerState ready=4:bool! restartCount=5:int! image=6:string! imageID=7:string! containerID=8:string started=9:bool! allocatedResources=10:%Quantity resources=11:core.ResourceRequirements! volumeMounts=12:*core.VolumeMountStatus user=13:core.ContainerUser! allocatedResourcesStatus=14:*core.ResourceStatus stopSignal=15:string!
core.EmptyDirVolumeSource medium=1:string sizeLimit=2:Quantity!
core.EnvFromSource prefix=1:string configMapRef=2:core.ConfigMapEnvSource! secretRef=3:core.SecretEnvSource!
core.EnvVar name=1:string! value=2:string valueFrom=3:core.EnvVarSource!
core.EnvVarSource fieldRef=1:core.ObjectFieldSelector! resourceFieldRef=2:core.ResourceFieldSelector! configMapKeyRef=3:core.ConfigMapKeySelector! secretKeyRef=4:core.SecretKeySelector! fileKeyRef=5:core.FileKeySelector!
core.EphemeralVolumeSource volumeClaimTemplate=1:core.PersistentVolumeClaimTemplate!
core.Event metadata=1:meta.ObjectMeta! involvedObject=2:core.ObjectReference! reason=3:string message=4:string source=5:core.EventSource firstTimestamp=6:Time lastTimestamp=7:Time count=8:int type=9:string eventTime=10:MicroTime series=11:core.EventSeries! action=12:string related=13:core.ObjectReference! reportingComponent=14:string! reportingInstance=15:string!
core.EventSeries count=1:int lastObservedTime=2:MicroTime
core.EventSource component=1:string host=2:string
core.ExecAction command=1:*string
core.FlexPersistentVolumeSource driver=1:string! fsType=2:string secretRef=3:core.SecretReference! readOnly=4:bool options=5:%string
core.FlexVolumeSource driver=1:string! fsType=2:string secretRef=3:core.LocalObjectReference! readOnly=4:bool options=5:%string
core.GCEPersistentDiskVolumeSource pdName=1:string! fsType=2:string partition=3:int readOnly=4:bool
core.GRPCAction port=1:int! service=2:string!
core.GlusterfsPersistentVolumeSource endpoints=1:string! path=2:string! readOnly=3:bool endpointsNamespace=4:string!
core.GlusterfsVolumeSource endpoints=1:string! path=2:string! readOnly=3:bool
core.HTTPGetAction path=1:string port=2:IntOrString! host=3:string scheme=4:string httpHeaders=5:*core.HTTPHeader
core.HostPathVolumeSource path=1:string! type=2:string!
core.ISCSIPersistentVolumeSource targetPortal=1:string! iqn=2:string! lun=3:int! iscsiInterface=4:string fsType=5:string readOnly=6:bool portals=7:*string chapAuthDiscovery=8:bool chapAuthSession=11:bool secretRef=10:core.SecretReference! initiatorName=12:string!
core.ISCSIVolumeSource targetPortal=1:string! iqn=2:string! lun=3:int! iscsiInterface=4:string fsType=5:string readOnly=6:bool portals=7:*string chapAuthDiscovery=8:bool chapAuthSession=11:bool secretRef=10:core.LocalObjectReference! initiatorName=12:string!
core.ImageVolumeSource reference=1:string pullPolicy=2:string
core.KeyToPath key=1:string! path=2:string! mode=3:int!
core.Lifecycle postStart=1:core.LifecycleHandler! preStop=2:core.LifecycleHandler! stopSignal=3:string!
core.LifecycleHandler exec=1:core.ExecAction! httpGet=2:core.HTTPGetAction! tcpSocket=3:core.TCPSocketAction! sleep=4:core.SleepAction!
core.LimitRange metadata=1:meta.ObjectMeta spec=2:core.LimitRangeSpec
core.LimitRangeItem type=1:string! max=2:%Quantity min=3:%Quantity default=4:%Quantity defaultRequest=5:%Quantity maxLimitRequestRatio=6:%Quantity
core.LimitRangeSpec limits=1:*core.LimitRangeItem!
core.LoadBalancerIngress ip=1:string hostname=2:string ipMode=3:string! ports=4:*core.PortStatus
core.LoadBalancerStatus ingress=1:*core.LoadBalancerIngress
core.LocalObjectReference name=1:string
core.LocalVolumeSource path=1:string! fsType=2:string!
core.NFSVolumeSource server=1:string! path=2:string! readOnly=3:bool
core.Namespace metadata=1:meta.ObjectMeta spec=2:core.NamespaceSpec status=3:core.NamespaceStatus
core.NamespaceCondition type=1:string! status=2:string! lastTransitionTime=4:Time reason=5:string message=6:string
core.NamespaceSpec finalizers=1:*string
core.NamespaceStatus phase=1:string conditions=2:*core.NamespaceCondition
core.Node metadata=1:meta.ObjectMeta spec=2:core.NodeSpec status=3:core.NodeStatus
core.NodeAffinity requiredDuringSchedulingIgnoredDuringExecution=1:core.NodeSelector! preferredDuringSchedulingIgnoredDuringExecution=2:*core.PreferredSchedulingTerm
core.NodeCondition type=1:string! status=2:string! lastHeartbeatTime=3:Time lastTransitionTime=4:Time reason=5:string message=6:string
core.NodeSelector nodeSelectorTerms=1:*core.NodeSelectorTerm!
core.NodeSelectorRequirement key=1:string! operator=2:string! values=3:*string
core.NodeSelectorTerm matchExpressions=1:*core.NodeSelectorRequirement matchFields=2:*core.NodeSelectorRequirement
core.NodeSpec podCIDR=1:string podCIDRs=7:*string providerID=3:string unschedulable=4:bool taints=5:*core.Taint configSource=6:core.NodeConfigSource! externalID=2:string
core.NodeStatus capacity=1:%Quantity allocatable=2:%Quantity phase=3:string conditions=4:*core.NodeCondition addresses=5:*core.NodeAddress daemonEndpoints=6:core.NodeDaemonEndpoints nodeInfo=7:core.NodeSystemInfo images=8:*core.ContainerImage volumesInUse=9:*string volumesAttached=10:*core.AttachedVolume config=11:core.NodeConfigStatus! runtimeHandlers=12:*core.NodeRuntimeHandler features=13:core.NodeFeatures!
core.NodeSystemInfo machineID=1:string! systemUUID=2:string! bootID=3:string! kernelVersion=4:string! osImage=5:string! containerRuntimeVersion=6:string! kubeletVersion=7:string! kubeProxyVersion=8:string! operatingSystem=9:string! architecture=10:string! swap=11:core.NodeSwapStatus!
core.ObjectFieldSelector apiVersion=1:string fieldPath=2:string!
core.ObjectReference kind=1:string namespace=2:string name=3:string uid=4:string apiVersion=5:string resourceVersion=6:string fieldPath=7:string
core.PersistentVolume metadata=1:meta.ObjectMeta spec=2:core.PersistentVolumeSpec status=3:core.PersistentVolumeStatus
core.PersistentVolumeClaim metadata=1:meta.ObjectMeta spec=2:core.PersistentVolumeClaimSpec status=3:core.PersistentVolumeClaimStatus
core.PersistentVolumeClaimCondition type=1:string! status=2:string! lastProbeTime=3:Time lastTransitionTime=4:Time reason=5:string message=6:string
core.PersistentVolumeClaimSpec accessModes=1:*string selector=4:meta.LabelSelector! resources=2:core.VolumeResourceRequirements volumeName=3:string storageClassName=5:string! volumeMode=6:string! dataSource=7:core.TypedLocalObjectReference! dataSourceRef=8:core.TypedObjectReference! volumeAttributesClassName=9:string!
core.PersistentVolumeClaimStatus phase=1:string accessModes=2:*string capacity=3:%Quantity conditions=4:*core.PersistentVolumeClaimCondition allocatedResources=5:%Quantity allocatedResourceStatuses=7:%string currentVolumeAttributesClassName=8:string! modifyVolumeStatus=9:core.ModifyVolumeStatus!
core.PersistentVolumeClaimTemplate metadata=1:meta.ObjectMeta spec=2:core.PersistentVolumeClaimSpec!
core.PersistentVolumeClaimVolumeSource claimName=1:string! readOnly=2:bool
core.PersistentVolumeSource gcePersistentDisk=1:core.GCEPersistentDiskVolumeSource! awsElasticBlockStore=2:core.AWSElasticBlockStoreVolumeSource! hostPath=3:core.HostPathVolumeSource! glusterfs=4:core.GlusterfsPersistentVolumeSource! nfs=5:core.NFSVolumeSource! rbd=6:core.RBDPersistentVolumeSource! iscsi=7:core.ISCSIPersistentVolumeSource! cinder=8:core.CinderPersistentVolumeSource! cephfs=9:core.CephFSPersistentVolumeSource! fc=10:core.FCVolumeSource! flocker=11:core.FlockerVolumeSource! flexVolume=12:core.FlexPersistentVolumeSource! azureFile=13:core.AzureFilePersistentVolumeSource! vsphereVolume=14:core.VsphereVirtualDiskVolumeSource! quobyte=15:core.QuobyteVolumeSource! azureDisk=16:core.AzureDiskVolumeSource! photonPersistentDisk=17:core.PhotonPersistentDiskVolumeSource! portworxVolume=18:core.PortworxVolumeSource! scaleIO=19:core.ScaleIOPersistentVolumeSource! local=20:core.LocalVolumeSource! storageos=21:core.StorageOSPersistentVolumeSource! csi=22:core.CSIPersistentVolumeSource!
core.PersistentVolumeSpec capacity=1:%Quantity ^=2:core.PersistentVolumeSource accessModes=3:*string claimRef=4:core.ObjectReference! persistentVolumeReclaimPolicy=5:string storageClassName=6:string mountOptions=7:*string volumeMode=8:string! nodeAffinity=9:core.VolumeNodeAffinity! volumeAttributesClassName=10:string!
core.PersistentVolumeStatus phase=1:string message=2:string reason=3:string lastPhaseTransitionTime=4:Time!
core.Pod metadata=1:meta.ObjectMeta spec=2:core.PodSpec status=3:core.PodStatus
core.PodAffinity requiredDuringSchedulingIgnoredDuringExecution=1:*core.PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution=2:*core.WeightedPodAffinityTerm
core.PodAffinityTerm labelSelector=1:meta.LabelSelector! namespaces=2:*string topologyKey=3:string! namespaceSelector=4:meta.LabelSelector! matchLabelKeys=5:*string mismatchLabelKeys=6:*string
core.PodAntiAffinity requiredDuringSchedulingIgnoredDuringExecution=1:*core.PodAffinityTerm preferredDuringSchedulingIgnoredDuringExecution=2:*core.WeightedPodAffinityTerm
core.PodCondition type=1:string! observedGeneration=7:int status=2:string! lastProbeTime=3:Time lastTransitionTime=4:Time reason=5:string message=6:string
core.PodDNSConfig nameservers=1:*string searches=2:*string options=3:*core.PodDNSConfigOption
core.PodOS name=1:string!
core.PodReadinessGate conditionType=1:string!
core.PodResourceClaim name=1:string! resourceClaimName=3:string! resourceClaimTemplateName=4:string!
core.PodSchedulingGate name=1:string!
core.PodSecurityContext seLinuxOptions=1:core.SELinuxOptions! windowsOptions=8:core.WindowsSecurityContextOptions! runAsUser=2:int! runAsGroup=6:int! runAsNonRoot=3:bool! supplementalGroups=4:*int supplementalGroupsPolicy=12:string! fsGroup=5:int! sysctls=7:*core.Sysctl fsGroupChangePolicy=9:string! seccompProfile=10:core.SeccompProfile! appArmorProfile=11:core.AppArmorProfile! seLinuxChangePolicy=13:string!
core.PodSpec volumes=1:*core.Volume initContainers=20:*core.Container containers=2:*core.Container! ephemeralContainers=34:*core.EphemeralContainer restartPolicy=3:string terminationGracePeriodSeconds=4:int! activeDeadlineSeconds=5:int! dnsPolicy=6:string nodeSelector=7:%string serviceAccountName=8:string serviceAccount=9:string automountServiceAccountToken=21:bool! nodeName=10:string hostNetwork=11:bool hostPID=12:bool hostIPC=13:bool shareProcessNamespace=27:bool! securityContext=14:core.PodSecurityContext! imagePullSecrets=15:*core.LocalObjectReference hostname=16:string subdomain=17:string affinity=18:core.Affinity! schedulerName=19:string tolerations=22:*core.Toleration hostAliases=23:*core.HostAlias priorityClassName=24:string priority=25:int! dnsConfig=26:core.PodDNSConfig! readinessGates=28:*core.PodReadinessGate runtimeClassName=29:string! enableServiceLinks=30:bool! preemptionPolicy=31:string! overhead=32:%Quantity topologySpreadConstraints=33:*core.TopologySpreadConstraint setHostnameAsFQDN=35:bool! os=36:core.PodOS! hostUsers=37:bool! schedulingGates=38:*core.PodSchedulingGate resourceClaims=39:*core.PodResourceClaim resources=40:core.ResourceRequirements! hostnameOverride=41:string!
core.PodStatus observedGeneration=17:int phase=1:string conditions=2:*core.PodCondition message=3:string reason=4:string nominatedNodeName=11:string hostIP=5:string hostIPs=16:*core.HostIP podIP=6:string podIPs=12:*core.PodIP startTime=7:Time! initContainerStatuses=10:*core.ContainerStatus containerStatuses=8:*core.ContainerStatus qosClass=9:string ephemeralContainerStatuses=13:*core.ContainerStatus resize=14:string resourceClaimStatuses=15:*core.PodResourceClaimStatus extendedResourceClaimStatus=18:core.PodExtendedResourceClaimStatus!
core.PodTemplateSpec metadata=1:meta.ObjectMeta spec=2:core.PodSpec
core.PortworxVolumeSource volumeID=1:string! fsType=2:string readOnly=3:bool
core.Probe ^=1:core.ProbeHandler initialDelaySeconds=2:int timeoutSeconds=3:int periodSeconds=4:int successThreshold=5:int failureThreshold=6:int terminationGracePeriodSeconds=7:int!
core.ProbeHandler exec=1:core.ExecAction! httpGet=2:core.HTTPGetAction! tcpSocket=3:core.TCPSocketAction! grpc=4:core.GRPCAction!
core.ProjectedVolumeSource sources=1:*core.VolumeProjection! defaultMode=2:int!
core.RBDPersistentVolumeSource monitors=1:*string! image=2:string! fsType=3:string pool=4:string user=5:string keyring=6:string secretRef=7:core.SecretReference! readOnly=8:bool
core.RBDVolumeSource monitors=1:*string! image=2:string! fsType=3:string pool=4:string user=5:string keyring=6:string secretRef=7:core.LocalObjectReference! readOnly=8:bool
core.ResourceClaim name=1:string! request=2:string
core.ResourceFieldSelector containerName=1:string resource=2:string! divisor=3:Quantity
core.ResourceQuota metadata=1:meta.ObjectMeta spec=2:core.ResourceQuotaSpec status=3:core.ResourceQuotaStatus
core.ResourceQuotaSpec hard=1:%Quantity scopes=2:*string scopeSelector=3:core.ScopeSelector!
core.ResourceQuotaStatus hard=1:%Quantity used=2:%Quantity
core.ResourceRequirements limits=1:%Quantity requests=2:%Quantity claims=3:*core.ResourceClaim
core.ScopeSelector matchExpressions=1:*core.ScopedResourceSelectorRequirement
core.ScopedResourceSelectorRequirement scopeName=1:string! operator=2:string! values=3:*string
core.SeccompProfile type=1:string! localhostProfile=2:string!
core.Secret metadata=1:meta.ObjectMeta immutable=5:bool! data=2:%bytes stringData=4:%string type=3:string
core.SecretEnvSource ^=1:core.LocalObjectReference optional=2:bool!
core.SecretKeySelector ^=1:core.LocalObjectReference key=2:string! optional=3:bool!
core.SecretProjection ^=1:core.LocalObjectReference items=2:*core.KeyToPath optional=4:bool!
core.SecretVolumeSource secretName=1:string items=2:*core.KeyToPath defaultMode=3:int! optional=4:bool!
core.SecurityContext capabilities=1:core.Capabilities! privileged=2:bool! seLinuxOptions=3:core.SELinuxOptions! windowsOptions=10:core.WindowsSecurityContextOptions! runAsUser=4:int! runAsGroup=8:int! runAsNonRoot=5:bool! readOnlyRootFilesystem=6:bool! allowPrivilegeEscalation=7:bool! procMount=9:string! seccompProfile=11:core.SeccompProfile! appArmorProfile=12:core.AppArmorProfile!
core.Service metadata=1:meta.ObjectMeta spec=2:core.ServiceSpec status=3:core.ServiceStatus
core.ServiceAccount metadata=1:meta.ObjectMeta secrets=2:*core.ObjectReference imagePullSecrets=3:*core.LocalObjectReference automountServiceAccountToken=4:bool!
core.ServiceAccountTokenProjection audience=1:string expirationSeconds=2:int! path=3:string!
core.ServicePort name=1:string protocol=2:string appProtocol=6:string! port=3:int! targetPort=4:IntOrString nodePort=5:int
core.ServiceSpec ports=1:*core.ServicePort selector=2:%string clusterIP=3:string clusterIPs=18:*string type=4:string externalIPs=5:*string sessionAffinity=7:string loadBalancerIP=8:string loadBalancerSourceRanges=9:*string externalName=10:string externalTrafficPolicy=11:string healthCheckNodePort=12:int publishNotReadyAddresses=13:bool sessionAffinityConfig=14:core.SessionAffinityConfig! ipFamilies=19:*string ipFamilyPolicy=17:string! allocateLoadBalancerNodePorts=20:bool! loadBalancerClass=21:string! internalTrafficPolicy=22:string! trafficDistribution=23:string!
core.ServiceStatus loadBalancer=1:core.LoadBalancerStatus conditions=2:*meta.Condition
core.SleepAction seconds=1:int!
core.Sysctl name=1:string! value=2:string!
core.TCPSocketAction port=1:IntOrString! host=2:string
core.Taint key=1:string! value=2:string effect=3:string! timeAdded=4:Time!
core.Toleration key=1:string operator=2:string value=3:string effect=4:string tolerationSeconds=5:int!
core.TopologySelectorLabelRequirement key=1:string! values=2:*string!
core.TopologySelectorTerm matchLabelExpressions=1:*core.TopologySelectorLabelRequirement
core.TopologySpreadConstraint maxSkew=1:int! topologyKey=2:string! whenUnsatisfiable=3:string! labelSelector=4:meta.LabelSelector! minDomains=5:int! nodeAffinityPolicy=6:string! nodeTaintsPolicy=7:string! matchLabelKeys=8:*string
core.Volume name=1:string! ^=2:core.VolumeSource
core.VolumeMount name=1:string! readOnly=2:bool recursiveReadOnly=7:string! mountPath=3:string! subPath=4:string mountPropagation=5:string! subPathExpr=6:string
core.VolumeNodeAffinity required=1:core.NodeSelector!
core.VolumeProjection secret=1:core.SecretProjection! downwardAPI=2:core.DownwardAPIProjection! configMap=3:core.ConfigMapProjection! serviceAccountToken=4:core.ServiceAccountTokenProjection! clusterTrustBundle=5:core.ClusterTrustBundleProjection! podCertificate=6:core.PodCertificateProjection!
core.VolumeResourceRequirements limits=1:%Quantity requests=2:%Quantity
core.VolumeSource hostPath=1:core.HostPathVolumeSource! emptyDir=2:core.EmptyDirVolumeSource! gcePersistentDisk=3:core.GCEPersistentDiskVolumeSource! awsElasticBlockStore=4:core.AWSElasticBlockStoreVolumeSource! gitRepo=5:core.GitRepoVolumeSource! secret=6:core.SecretVolumeSource! nfs=7:core.NFSVolumeSource! iscsi=8:core.ISCSIVolumeSource! glusterfs=9:core.GlusterfsVolumeSource! persistentVolumeClaim=10:core.PersistentVolumeClaimVolumeSource! rbd=11:core.RBDVolumeSource! flexVolume=12:core.FlexVolumeSource! cinder=13:core.CinderVolumeSource! cephfs=14:core.CephFSVolumeSource! flocker=15:core.FlockerVolumeSource! downwardAPI=16:core.DownwardAPIVolumeSource! fc=17:core.FCVolumeSource! azureFile=18:core.AzureFileVolumeSource! configMap=19:core.ConfigMapVolumeSource! vsphereVolume=20:core.VsphereVirtualDiskVolumeSource! quobyte=21:core.QuobyteVolumeSource! azureDisk=22:core.AzureDiskVolumeSource! photonPersistentDisk=23:core.PhotonPersistentDiskVolumeSource! projected=26:core.ProjectedVolumeSource! portworxVolume=24:core.PortworxVolumeSource! scaleIO=25:core.ScaleIOVolumeSource! storageos=27:core.StorageOSVolumeSource! csi=28:core.CSIVolumeSource! ephemeral=29:core.EphemeralVolumeSource! image=30:core.ImageVolumeSource!
core.VsphereVirtualDiskVolumeSource volumePath=1:string! fsType=2:string storagePolicyName=3:string storagePolicyID=4:string
discovery.Endpoint addresses=1:*string! conditions=2:discovery.EndpointConditions hostname=3:string! targetRef=4:core.ObjectReference! deprecatedTopology=5:%string nodeName=6:string! zone=7:string! hints=8:discovery.EndpointHints!
discovery.EndpointConditions ready=1:bool! serving=2:bool! terminating=3:bool!
discovery.EndpointPort name=1:string! protocol=2:string! port=3:int! appProtocol=4:string!
discovery.EndpointSlice metadata=1:meta.ObjectMeta addressType=4:string! endpoints=2:*discovery.Endpoint! ports=3:*discovery.EndpointPort!
meta.Condition type=1:string! status=2:string! observedGeneration=3:int lastTransitionTime=4:Time! reason=5:string! message=6:string!
meta.LabelSelector matchLabels=1:%string matchExpressions=2:*meta.LabelSelectorRequirement
meta.LabelSelectorRequirement key=1:string! operator=2:string! values=3:*string
meta.ObjectMeta name=1:string generateName=2:string namespace=3:string selfLink=4:string uid=5:string resourceVersion=6:string generation=7:int creationTimestamp=8:Time deletionTimestamp=9:Time! deletionGracePeriodSeconds=10:int! labels=11:%string annotations=12:%string ownerReferences=13:*meta.OwnerReference finalizers=14:*string managedFields=17:*meta.ManagedFieldsEntry
meta.OwnerReference apiVersion=5:string! kind=1:string! name=3:string! uid=4:string! controller=6:bool! blockOwnerDeletion=7:bool!
node.Overhead podFixed=1:%Quantity
node.RuntimeClass metadata=1:meta.ObjectMeta handler=2:string! overhead=3:node.Overhead! scheduling=4:node.Scheduling!
node.Scheduling nodeSelector=1:%string tolerations=2:*core.Toleration
policy.PodDisruptionBudget metadata=1:meta.ObjectMeta spec=2:policy.PodDisruptionBudgetSpec status=3:policy.PodDisruptionBudgetStatus
policy.PodDisruptionBudgetSpec minAvailable=1:IntOrString! selector=2:meta.LabelSelector! maxUnavailable=3:IntOrString! unhealthyPodEvictionPolicy=4:string!
policy.PodDisruptionBudgetStatus observedGeneration=1:int disruptedPods=2:%Time disruptionsAllowed=3:int! currentHealthy=4:int! desiredHealthy=5:int! expectedPods=6:int! conditions=7:*meta.Condition
scheduling.PriorityClass metadata=1:meta.ObjectMeta value=2:int! globalDefault=3:bool description=4:string preemptionPolicy=5:string!
storage.CSIDriver metadata=1:meta.ObjectMeta spec=2:storage.CSIDriverSpec!
storage.CSIDriverSpec attachRequired=1:bool! podInfoOnMount=2:bool! volumeLifecycleModes=3:*string storageCapacity=4:bool! fsGroupPolicy=5:string! tokenRequests=6:*storage.TokenRequest requiresRepublish=7:bool! seLinuxMount=8:bool! nodeAllocatableUpdatePeriodSeconds=9:int!
storage.CSINode metadata=1:meta.ObjectMeta spec=2:storage.CSINodeSpec!
storage.CSINodeDriver name=1:string! nodeID=2:string! topologyKeys=3:*string! allocatable=4:storage.VolumeNodeResources!
storage.CSINodeSpec drivers=1:*storage.CSINodeDriver!
storage.CSIStorageCapacity metadata=1:meta.ObjectMeta nodeTopology=2:meta.LabelSelector! storageClassName=3:string! capacity=4:Quantity! maximumVolumeSize=5:Quantity!
storage.StorageClass metadata=1:meta.ObjectMeta provisioner=2:string! parameters=3:%string reclaimPolicy=4:string! mountOptions=5:*string allowVolumeExpansion=6:bool! volumeBindingMode=7:string! allowedTopologies=8:*core.TopologySelectorTerm
storage.VolumeAttachment metadata=1:meta.ObjectMeta spec=2:storage.VolumeAttachmentSpec! status=3:storage.VolumeAttachmentStatus
storage.VolumeAttachmentSource persistentVolumeName=1:string! inlineVolumeSpec=2:core.PersistentVolumeSpec!
storage.VolumeAttachmentSpec attacher=1:string! source=2:storage.VolumeAttachmentSource! nodeName=3:string!
storage.VolumeAttachmentStatus attached=1:bool! attachmentMetadata=2:%string attachError=3:storage.VolumeError! detachError=4:storage.VolumeError!
storage.VolumeError time=1:Time message=2:string errorCode=3:int!
storage.VolumeNodeResources count=1:int!
`;
