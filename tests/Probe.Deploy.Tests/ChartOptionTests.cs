using k8s.Models;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>The chart with its own values and with each option.</summary>
public class ChartOptionTests
{
    private const string Least = "driver.modernEbpf.leastPrivileged=true";

    [Fact]
    public void ChartIsWithoutReproach()
    {
        var (status, output, errors) = Helm.Run("lint", "--strict", Helm.Chart);
        Assert.True(status == 0, output + errors);
    }

    [Fact]
    public void EveryMountSaysWhatThePodSeesOfItsNode()
    {
        var pod = PodOf();
        var container = pod.Containers.Single();
        Assert.Equal("/host", container.Env.Single(variable => variable.Name == "HOST_ROOT").Value);
        var hostname = container.Env.Single(variable => variable.Name == "FALCO_HOSTNAME");
        Assert.Equal("spec.nodeName", hostname.ValueFrom.FieldRef.FieldPath);
        Assert.Equal(
            [
                ("/host/proc", "/proc", true), ("/host/etc", "/etc", true), ("/host/run", "/run", true),
                ("/host/var/run", "/run", true), ("/host/sys/fs/cgroup", "/sys/fs/cgroup", true),
                ("/var/lib/kosmos-probe", "/var/lib/kosmos-probe", false),
            ],
            from mount in container.VolumeMounts
            let path = pod.Volumes.Single(volume => volume.Name == mount.Name).HostPath?.Path
            where path is not null
            select (mount.MountPath, path, mount.ReadOnlyProperty ?? false));
        Assert.All(
            container.VolumeMounts.Where(mount => mount.Name == "run"),
            mount => Assert.Equal("HostToContainer", mount.MountPropagation));
    }

    [Fact]
    public void EveryMountHasItsVolumeAndEveryVolumeAMount()
    {
        var pod = PodOf("mounts.containersStorage=true", "customRules.a\\.yaml=# none");
        Assert.Equal(
            pod.Volumes.Select(volume => volume.Name).Order(),
            pod.Containers.Single().VolumeMounts.Select(mount => mount.Name).Distinct().Order());
    }

    [Fact]
    public void PodsRunOnEveryNodeAndGoLast()
    {
        var pod = PodOf();
        var toleration = Assert.Single(pod.Tolerations);
        Assert.Equal("Exists", toleration.OperatorProperty);
        Assert.Null(toleration.Key);
        Assert.Equal("system-node-critical", pod.PriorityClassName);
        Assert.True(pod.HostPID);
        Assert.Null(pod.HostNetwork);
        Assert.False(pod.AutomountServiceAccountToken);
    }

    [Fact]
    public void PrivilegedIsWhatFalcosChartIs()
    {
        var security = PodOf().Containers.Single().SecurityContext;
        Assert.True(security.Privileged);
        Assert.True(security.ReadOnlyRootFilesystem);
        Assert.Null(security.Capabilities);
    }

    [Theory]
    [InlineData("modern_ebpf", "modernEbpf")]
    [InlineData("ebpf", "ebpf")]
    [InlineData("auto", "modernEbpf")]
    public void LeastPrivilegedNamesEachCapability(string kind, string section)
    {
        var set = SetOf($"driver.kind={kind}", $"driver.{section}.leastPrivileged=true");
        var security = set.Spec.Template.Spec.Containers.Single().SecurityContext;
        Assert.False(security.Privileged);
        Assert.False(security.AllowPrivilegeEscalation);
        Assert.Equal(["ALL"], security.Capabilities.Drop);
        Assert.Equal(["BPF", "PERFMON", "SYS_PTRACE", "DAC_READ_SEARCH"], security.Capabilities.Add);
        Assert.Equal("Unconfined", security.SeccompProfile.Type);
        Assert.Equal(
            "unconfined",
            set.Spec.Template.Metadata.Annotations["container.apparmor.security.beta.kubernetes.io/falco"]);
    }

    [Fact]
    public void KubernetesAsksTheWebServerForItsHealth()
    {
        var pod = PodOf("falco.webserver.listen_port=9000", "falco.webserver.ssl_enabled=true");
        var container = pod.Containers.Single();
        Assert.Equal(9000, Assert.Single(container.Ports).ContainerPort);
        Assert.All([container.StartupProbe, container.LivenessProbe, container.ReadinessProbe], probe =>
        {
            Assert.Equal("/healthz", probe.HttpGet.Path);
            Assert.Equal("web", probe.HttpGet.Port.Value);
            Assert.Equal("HTTPS", probe.HttpGet.Scheme);
        });
    }

    [Theory]
    [InlineData("healthChecks.enabled=false")]
    [InlineData("falco.webserver.enabled=false")]
    public void HealthIsNotAskedForWhereItIsOff(string option)
    {
        var container = PodOf(option).Containers.Single();
        Assert.Null(container.StartupProbe);
        Assert.Null(container.LivenessProbe);
        Assert.Null(container.ReadinessProbe);
    }

    [Fact]
    public void ServiceMonitorComesWithTheServiceItReads()
    {
        Assert.Empty(Render().All<V1Service>());
        var manifests = Render("serviceMonitor.create=true", "serviceMonitor.labels.release=prometheus");
        var service = manifests.Single<V1Service>("-metrics");
        Assert.Equal("None", service.Spec.ClusterIP);
        Assert.Equal("web", service.Spec.Ports.Single().Name);
        string monitor = manifests.Texts.Single(text => text.Contains("kind: ServiceMonitor"));
        var parsed = Configuration.Parse(monitor);
        Assert.Equal("prometheus", parsed.Text("metadata", "labels", "release"));
        var endpoint = Assert.Single(parsed.Parts("spec", "endpoints"));
        Assert.Equal("web", endpoint.Text("port"));
        Assert.Equal("/metrics", endpoint.Text("path"));
        Assert.All(
            service.Spec.Selector,
            pair => Assert.Equal(pair.Value, parsed.Text("spec", "selector", "matchLabels", pair.Key)));
    }

    [Fact]
    public void SelectorsFindTheirPodsAndNoOthers()
    {
        var manifests = Render("falcosidekick.enabled=true", "metrics.service.create=true");
        var probe = manifests.Single<V1DaemonSet>().Spec;
        var sidekick = manifests.Single<V1Deployment>().Spec;
        Assert.True(Selects(probe.Selector.MatchLabels, probe.Template));
        Assert.True(Selects(sidekick.Selector.MatchLabels, sidekick.Template));
        Assert.True(Selects(manifests.Single<V1Service>("-metrics").Spec.Selector, probe.Template));
        Assert.True(Selects(manifests.Single<V1Service>("-falcosidekick").Spec.Selector, sidekick.Template));
        Assert.False(Selects(probe.Selector.MatchLabels, sidekick.Template));
        Assert.False(Selects(sidekick.Selector.MatchLabels, probe.Template));
    }

    [Fact]
    public void SpoolMayGoWithThePod()
    {
        var volume = PodOf("spool.hostPath=").Volumes.Single(item => item.Name == "spool");
        Assert.Null(volume.HostPath);
        Assert.NotNull(volume.EmptyDir);
    }

    [Fact]
    public void ChangedSettingsMakeNewPodsAndChangedRulesDoNot()
    {
        string Checksum(params string[] options) =>
            SetOf(options).Spec.Template.Metadata.Annotations["checksum/config"];
        Assert.NotEqual(Checksum(), Checksum("falco.priority=warning"));
        Assert.Equal(Checksum("customRules.a\\.yaml=# one"), Checksum("customRules.a\\.yaml=# two"));
    }

    [Theory]
    [InlineData("driver.kind=gvisor", "/driver/kind")]
    [InlineData("customRules.rules\\.txt=# none", "rules.txt")]
    [InlineData("leastPrivilegedCapabilities={CAP_BPF}", "/leastPrivilegedCapabilities/0")]
    [InlineData("falcosidekick.webhookForm=slack", "/falcosidekick/webhookForm")]
    [InlineData("hostPID=maybe", "/hostPID")]
    public void WrongValueIsRefusedWithItsPlace(string option, string place)
    {
        var (status, _, errors) = Helm.Run("template", "falco", Helm.Chart, "--set", option);
        Assert.NotEqual(0, status);
        Assert.Contains(place, errors);
    }

    [Fact]
    public void EveryOptionTogetherIsStillWhatKubernetesTakes()
    {
        var manifests = Render(
            Least, "falcosidekick.enabled=true", "serviceMonitor.create=true", "extra.args={--verbose}",
            "extra.env[0].name=TZ", "extra.env[0].value=UTC", "nodeSelector.kubernetes\\.io/os=linux",
            "podLabels.team=security", "podAnnotations.note=x", "imagePullSecrets[0].name=key",
            "serviceAccount.annotations.note=x", "containerSecurityContext.privileged=true",
            "podSecurityContext.fsGroup=0", "driver.modernEbpf.bufSizePreset=6", "image.registry=example.org");
        var container = manifests.Single<V1DaemonSet>().Spec.Template.Spec.Containers.Single();
        Assert.Equal(["-c", "/etc/falco/falco.yaml", "--verbose"], container.Args);
        Assert.StartsWith("example.org/kosmos-probe:", container.Image);
        Assert.Equal("6", Configuration.Of(manifests).Text("engine", "modern_ebpf", "buf_size_preset"));
        Assert.All(manifests.Objects, item => Assert.Equal("kosmos-system", item.Metadata.NamespaceProperty));
    }

    private static Manifests Render(params string[] options) =>
        Manifests.Render([.. options.SelectMany(static option => (string[])["--set", option])]);

    private static V1DaemonSet SetOf(params string[] options) => Render(options).Single<V1DaemonSet>();

    private static V1PodSpec PodOf(params string[] options) => SetOf(options).Spec.Template.Spec;

    private static bool Selects(IDictionary<string, string> selector, V1PodTemplateSpec template) =>
        selector.Count > 0 && selector.All(pair => template.Metadata.Labels.TryGetValue(pair.Key, out string? value)
            && value == pair.Value);
}
