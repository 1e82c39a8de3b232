using k8s.Models;
using KosmosProbe.Tests;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>
/// <c>deploy/kubernetes/daemonset.yaml</c> is the chart's rendering, for those without Helm; <c>make docs</c> writes it
/// anew.
/// </summary>
public class ManifestFileTests
{
    private const string Head = """
        # The probe on every node, for clusters without Helm: kubectl apply -f daemonset.yaml. Made of the chart
        # by `make docs`; the image's name and the settings are yours to change, the rules belong into falco-rules.
        apiVersion: v1
        kind: Namespace
        metadata:
          name: kosmos-system

        """;

    // What only Helm's own installations say.
    private static readonly string[] HelmsOwn = ["app.kubernetes.io/managed-by:", "helm.sh/chart:", "# Source:"];

    private static readonly string File = Repository.At("deploy", "kubernetes", "daemonset.yaml");

    [Fact]
    public void FileIsWhatTheChartRenders()
    {
        var (status, output, errors) = Helm.Run(
            "template", "falco", Helm.Chart, "--namespace", "kosmos-system", "--set-string",
            @"customRules.custom-rules\.yaml=# Rules of yours\, loaded after the shipped ones.");
        Assert.True(status == 0, errors);
        var lines = output.Split('\n').Where(static line => !HelmsOwn.Any(line.Trim().StartsWith));
        string expected = Head + string.Join('\n', lines).TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("PROBE_WRITE_DOCS") is not null)
        {
            System.IO.File.WriteAllText(File, expected);
        }

        Assert.True(
            System.IO.File.Exists(File) && System.IO.File.ReadAllText(File) == expected,
            "deploy/kubernetes/daemonset.yaml is not what the chart renders: run `make docs`");
    }

    [Fact]
    public void FileIsWhatKubernetesTakes()
    {
        var manifests = Manifests.Parse(System.IO.File.ReadAllText(File));
        Assert.Equal("kosmos-system", manifests.Single<V1Namespace>().Metadata.Name);
        Assert.Equal("falco", manifests.Single<V1DaemonSet>().Spec.Template.Metadata.Labels["app"]);
        Assert.Contains(
            "/etc/falco/rules.d", Configuration.Of(manifests).Texts("rules_files"));
        Assert.All(
            manifests.Objects.Where(static item => item is not V1Namespace),
            static item => Assert.Equal("kosmos-system", item.Metadata.NamespaceProperty));
    }
}
