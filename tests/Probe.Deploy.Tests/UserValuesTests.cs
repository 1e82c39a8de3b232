using k8s.Models;
using KosmosProbe.Engine.Tests;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>The chart with the values file that its user wrote for Falco's chart, unchanged.</summary>
public class UserValuesTests
{
    private static readonly Lazy<Manifests> Rendered = new(static () => Manifests.Render(
        "--set", "driver.kind=ebpf", "--set", "falcosidekick.enabled=true",
        "--values", SharedFiles.Path("kosmos", "falco-values.yaml")));

    private static V1PodSpec Pod => Rendered.Value.Single<V1DaemonSet>().Spec.Template.Spec;

    private static V1Container Sidekick =>
        Rendered.Value.Single<V1Deployment>().Spec.Template.Spec.Containers.Single();

    [Fact]
    public void PodsAreNamedAndLabelledAsTheUsersCommandsLookForThem()
    {
        // kubectl get pods -l app=falco; kubectl exec falco-xxxxx -- falco --version
        var set = Rendered.Value.Single<V1DaemonSet>();
        Assert.Equal("falco", set.Metadata.Name);
        Assert.Equal("kosmos-system", set.Metadata.NamespaceProperty);
        Assert.Equal("falco", set.Spec.Template.Metadata.Labels["app"]);
        Assert.NotEqual("falco", Rendered.Value.Single<V1Deployment>().Spec.Template.Metadata.Labels["app"]);
    }

    [Fact]
    public void ResourcesAreTheUsers()
    {
        var resources = Pod.Containers.Single().Resources;
        Assert.Equal("100m", resources.Requests["cpu"].ToString());
        Assert.Equal("256Mi", resources.Requests["memory"].ToString());
        Assert.Equal("500m", resources.Limits["cpu"].ToString());
        Assert.Equal("512Mi", resources.Limits["memory"].ToString());
    }

    [Fact]
    public void NodesNetworkIsUsedAsTheDriverSays()
    {
        Assert.True(Pod.HostNetwork);
        Assert.Equal("ClusterFirstWithHostNet", Pod.DnsPolicy);
    }

    [Fact]
    public void CustomRulesAreLoadedAfterTheShippedOnes()
    {
        var rules = Rendered.Value.Single<V1ConfigMap>("-rules");
        Assert.Equal("# KOSMOS-specific rules included below", rules.Data["kosmos-rules.yaml"]);
        var mount = Pod.Containers.Single().VolumeMounts.Single(item => item.Name == "rules");
        Assert.Equal("/etc/falco/rules.d", mount.MountPath);
        Assert.Equal(
            ["/opt/kosmos-probe/rules/base.yaml", "/opt/kosmos-probe/rules/kosmos", "/etc/falco/rules.d"],
            Configuration.Of(Rendered.Value).Texts("rules_files"));
    }

    [Fact]
    public void AlertsGoToFalcosidekickAsJson()
    {
        var settings = Configuration.Of(Rendered.Value);
        string service = Rendered.Value.Single<V1Service>().Metadata.Name;
        Assert.Equal("true", settings.Text("json_output"));
        Assert.Equal("true", settings.Text("json_include_output_fields_property"));
        Assert.Equal("true", settings.Text("http_output", "enabled"));
        Assert.Equal($"http://{service}:2801/", settings.Text("http_output", "url"));
        Assert.Equal(2801, Sidekick.Ports.Single().ContainerPort);
    }

    [Fact]
    public void SlackIsConfiguredAndItsAddressComesFromASecretThatMayBeMadeLater()
    {
        var secret = Rendered.Value.Single<V1Secret>("-falcosidekick");
        Assert.Equal("#kosmos-security", secret.StringData["SLACK_CHANNEL"]);
        Assert.Equal("warning", secret.StringData["SLACK_MINIMUMPRIORITY"]);

        // Empty turns the output off; the second secret's value comes in its place.
        Assert.Equal("", secret.StringData["SLACK_WEBHOOK_URL"]);
        Assert.Equal(
            [("falco-falcosidekick", null), ("falco-falcosidekick-env", true)],
            Sidekick.EnvFrom.Select(source => (source.SecretRef.Name, source.SecretRef.Optional)));
        var variable = Assert.Single(Sidekick.Env);
        Assert.Equal("SLACK_WEBHOOKURL", variable.Name);
        Assert.Equal("$(SLACK_WEBHOOK_URL)", variable.Value);
    }

    [Fact]
    public void AegisIsSentWhatItsHandlerReads()
    {
        var webhook = Assert.Single(Configuration.Of(Rendered.Value).Parts("webhooks"));
        Assert.Equal("http://aegis-agent.kosmos-agents:8080/falco", webhook.Text("url"));
        Assert.Equal("aegis", webhook.Text("form"));
        Assert.Equal("notice", webhook.Text("minimumpriority"));
        Assert.DoesNotContain("WEBHOOK_ADDRESS", Rendered.Value.Single<V1Secret>("-falcosidekick").StringData.Keys);
    }

    [Fact]
    public void NothingInTheUsersFileIsWithoutEffect()
    {
        var (status, output, errors) = Helm.Run(
            "install", "falco", Helm.Chart, "--dry-run=client", "--namespace", "kosmos-system",
            "--values", SharedFiles.Path("kosmos", "falco-values.yaml"));
        Assert.True(status == 0, errors);
        string notes = output[output.IndexOf("NOTES:", StringComparison.Ordinal)..];
        Assert.DoesNotContain("Without effect", notes);
        Assert.Contains("kubectl create secret generic -n kosmos-system falco-falcosidekick-env", notes);
        Assert.Contains("--from-literal=SLACK_WEBHOOK_URL=", notes);
    }
}
