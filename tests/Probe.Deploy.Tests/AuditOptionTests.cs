using k8s.Models;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>What the chart and deploy/kubernetes/audit say of audit events.</summary>
public class AuditOptionTests
{
    private static readonly string Folder =
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(Helm.Chart))!, "kubernetes", "audit");

    [Fact]
    public void SourceIsOffUnlessAskedFor() =>
        Assert.DoesNotContain("k8s_audit", Render().All<V1ConfigMap>().First().Data["falco.yaml"]);

    [Fact]
    public void LogOfTheApiServerIsMountedAndReadFromItsEnd()
    {
        var manifests = Render("audit.enabled=true", "audit.logDirectory=/var/log/kubernetes");
        var configuration = Configuration.Of(manifests);
        Assert.Equal("/host/audit/audit.log", configuration.Text("engine", "k8s_audit", "file"));
        Assert.Equal("false", configuration.Text("engine", "k8s_audit", "file_from_start"));
        Assert.Equal("modern_ebpf", configuration.Text("engine", "kind"));
        var pod = manifests.Single<V1DaemonSet>().Spec.Template.Spec;
        var volume = pod.Volumes.Single(static one => one.Name == "audit-log");
        Assert.Equal("/var/log/kubernetes", volume.HostPath.Path);
        var mount = pod.Containers.Single().VolumeMounts.Single(static one => one.Name == "audit-log");
        Assert.Equal(("/host/audit", true), (mount.MountPath, mount.ReadOnlyProperty));
    }

    [Fact]
    public void EndpointIsOnThePortOfTheNodeAndAsksForCertificates()
    {
        var manifests = Render(
            "audit.enabled=true", "audit.hostPort=19765", "audit.secretName=probe-audit", "audit.token=true",
            "driver.modernEbpf.bufSizePreset=6");
        var configuration = Configuration.Of(manifests);
        Assert.Equal("true", configuration.Text("engine", "k8s_audit", "enabled"));
        Assert.Equal("/etc/falco/audit/tls.pem", configuration.Text("engine", "k8s_audit", "ssl_certificate"));
        Assert.Equal("/etc/falco/audit/ca.crt", configuration.Text("engine", "k8s_audit", "client_ca"));
        Assert.Equal("/etc/falco/audit/token", configuration.Text("engine", "k8s_audit", "token_file"));
        Assert.Equal("6", configuration.Text("engine", "modern_ebpf", "buf_size_preset"));
        var pod = manifests.Single<V1DaemonSet>().Spec.Template.Spec;
        var port = pod.Containers.Single().Ports.Single(static one => one.Name == "audit");
        Assert.Equal((9765, 19765), (port.ContainerPort, port.HostPort));
        var volume = pod.Volumes.Single(static one => one.Name == "audit-secret");
        Assert.Equal("probe-audit", volume.Secret.SecretName);
    }

    [Fact]
    public void DeploymentForAuditEventsAloneHasNoPrivilege()
    {
        var manifests = Manifests.Render(
            "--set", "driver.enabled=false,controller.kind=deployment,controller.deployment.replicas=2",
            "--set", "audit.enabled=true,audit.secretName=probe-audit",
            "--set-json", """services=[{"name":"hook","type":"NodePort","ports":[{"port":9765,"nodePort":30007}]}]""");
        Assert.Empty(manifests.All<V1DaemonSet>());
        var deployment = manifests.Single<V1Deployment>();
        Assert.Equal(2, deployment.Spec.Replicas);
        var pod = deployment.Spec.Template.Spec;
        Assert.False(pod.HostPID);
        Assert.DoesNotContain(pod.Volumes, static volume => volume.HostPath is not null);
        var container = pod.Containers.Single();
        var context = container.SecurityContext;
        Assert.Equal(
            (false, false, true, true),
            (context.Privileged, context.AllowPrivilegeEscalation, context.RunAsNonRoot,
                context.ReadOnlyRootFilesystem));
        Assert.Equal(["ALL"], context.Capabilities.Drop);
        Assert.Null(context.Capabilities.Add);
        Assert.Null(container.Ports.Single(static port => port.Name == "audit").HostPort);
        Assert.Contains(container.VolumeMounts, static mount => mount.MountPath == "/etc/falco/audit");

        var configuration = Configuration.Of(manifests);
        Assert.Equal("nodriver", configuration.Text("engine", "kind"));
        Assert.Equal("true", configuration.Text("engine", "k8s_audit", "enabled"));
        Assert.Empty(configuration.Texts("rules_files"));

        var service = manifests.Single<V1Service>();
        Assert.Equal(("falco-hook", "NodePort"), (service.Metadata.Name, service.Spec.Type));
        var port = Assert.Single(service.Spec.Ports);
        Assert.Equal((9765, 30007), (port.Port, port.NodePort));
        Assert.All(service.Spec.Selector, label =>
            Assert.Equal(label.Value, deployment.Spec.Template.Metadata.Labels[label.Key]));
    }

    [Fact]
    public void ValuesWrittenForThePluginMakeADeployment()
    {
        var manifests = Manifests.Render(
            "--set", "driver.enabled=false,collectors.enabled=false,controller.kind=deployment",
            "--set", "controller.deployment.replicas=1",
            "--set-json", """
                falco={"load_plugins":["k8saudit","json"],"plugins":[{"name":"k8saudit","library_path":"libk8saudit.so",
                "init_config":"","open_params":"http://:9765/k8s-audit"},{"name":"json","library_path":"libjson.so"}]}
                """.ReplaceLineEndings(" "),
            "--set-json", """services=[{"name":"k8saudit-webhook","type":"NodePort","ports":[{"port":9765}]}]""");
        Assert.Equal("falco-k8saudit-webhook", manifests.Single<V1Service>().Metadata.Name);
        Assert.Equal(1, manifests.Single<V1Deployment>().Spec.Replicas);
        var configuration = Configuration.Of(manifests);
        Assert.Equal("nodriver", configuration.Text("engine", "kind"));
        Assert.Equal(["/opt/kosmos-probe/rules/k8s-audit.yaml"], configuration.Texts("rules_files"));
    }

    [Fact]
    public void LogIsReadByRootWithoutAnyCapability()
    {
        var manifests = Render(
            "driver.enabled=false", "audit.enabled=true", "audit.logDirectory=/var/log/kubernetes",
            "customRules.own\\.yaml=- list: x");
        var pod = manifests.Single<V1DaemonSet>().Spec.Template.Spec;
        var context = pod.Containers.Single().SecurityContext;
        Assert.Equal((0, false), (context.RunAsUser, context.RunAsNonRoot));
        Assert.Equal(["ALL"], context.Capabilities.Drop);
        Assert.Equal(
            ["audit-log", "spool"],
            pod.Volumes.Where(static one => one.HostPath is not null).Select(static one => one.Name));
        Assert.Equal(["/etc/falco/rules.d"], Configuration.Of(manifests).Texts("rules_files"));
    }

    [Theory]
    [InlineData("driver.enabled=false", "driver.enabled=false needs audit.enabled")]
    [InlineData("controller.kind=deployment", "controller.kind=deployment needs driver.enabled=false")]
    [InlineData(
        "driver.enabled=false,controller.kind=deployment,audit.enabled=true",
        "controller.kind=deployment needs audit.secretName")]
    [InlineData(
        "driver.enabled=false,controller.kind=deployment,audit.enabled=true,audit.secretName=x,audit.logDirectory=/x",
        "knows no audit.logDirectory")]
    [InlineData("audit.enabled=true", "needs audit.logDirectory, audit.hostPort or both")]
    [InlineData("audit.enabled=true,audit.hostPort=9765", "needs audit.secretName")]
    [InlineData(
        "audit.enabled=true,audit.hostPort=9765,audit.secretName=x,audit.clientCertificates=false",
        "needs audit.clientCertificates, audit.token or both")]
    public void WhatNobodyCouldUseIsRefused(string options, string reason)
    {
        var (status, _, errors) = Helm.Run("template", "falco", Helm.Chart, "--set", options);
        Assert.NotEqual(0, status);
        Assert.Contains(reason, errors);
    }

    [Fact]
    public void PolicyNeverRecordsWhatIsInSecrets()
    {
        var policy = Configuration.Parse(File.ReadAllText(Path.Combine(Folder, "policy.yaml")));
        Assert.Equal("audit.k8s.io/v1", policy.Text("apiVersion"));
        Assert.Equal("Policy", policy.Text("kind"));
        string text = File.ReadAllText(Path.Combine(Folder, "policy.yaml"));
        string[] rules = text.Split("  - level: ")[1..];
        string first = rules.First(static rule => rule.Contains("secrets", StringComparison.Ordinal));
        Assert.StartsWith("Metadata", first, StringComparison.Ordinal);
        Assert.DoesNotContain("verbs", first, StringComparison.Ordinal);
        Assert.DoesNotContain("users", first, StringComparison.Ordinal);
    }

    [Fact]
    public void WebhookLeadsToTheEndpoint()
    {
        var webhook = Configuration.Parse(File.ReadAllText(Path.Combine(Folder, "webhook.yaml")));
        Assert.Equal("Config", webhook.Text("kind"));
        var cluster = Assert.Single(webhook.Parts("clusters"));
        Assert.Equal("https://127.0.0.1:9765/k8s-audit", cluster.Text("cluster", "server"));
        var arguments = Configuration.Parse(File.ReadAllText(Path.Combine(Folder, "k3s-config.yaml")))
            .Texts("kube-apiserver-arg").ToList();
        Assert.Contains("audit-policy-file=/etc/rancher/k3s/audit/policy.yaml", arguments);
        Assert.Contains("audit-webhook-config-file=/etc/rancher/k3s/audit/webhook.yaml", arguments);
    }

    private static Manifests Render(params string[] options) =>
        Manifests.Render([.. options.SelectMany(static option => (string[])["--set", option])]);
}
