using k8s;
using k8s.Models;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>A part of a YAML document, read by its keys; every scalar as text.</summary>
internal sealed class Configuration
{
    private readonly IDictionary<object, object> _map;

    private Configuration(object? node) => _map = Assert.IsType<IDictionary<object, object>>(node, exactMatch: false);

    /// <summary>The falco.yaml that a rendered chart gives its pods.</summary>
    /// <param name="manifests">The chart's objects.</param>
    public static Configuration Of(Manifests manifests) => Parse(
        manifests.All<V1ConfigMap>().Single(static map => map.Data.ContainsKey("falco.yaml")).Data["falco.yaml"]);

    /// <summary>Parses a document.</summary>
    /// <param name="yaml">Its text.</param>
    public static Configuration Parse(string yaml) => new(KubernetesYaml.Deserialize<object>(yaml));

    /// <summary>A scalar.</summary>
    /// <param name="path">Keys, from the outermost.</param>
    public string? Text(params string[] path) => At(path) switch
    {
        bool value => value ? "true" : "false",
        var other => other?.ToString(),
    };

    /// <summary>The scalars of a list.</summary>
    /// <param name="path">Keys, from the outermost.</param>
    public IEnumerable<string?> Texts(params string[] path) => List(path).Select(static item => item.ToString());

    /// <summary>The maps of a list.</summary>
    /// <param name="path">Keys, from the outermost.</param>
    public IEnumerable<Configuration> Parts(params string[] path) =>
        List(path).Select(static item => new Configuration(item));

    private IEnumerable<object> List(string[] path) =>
        Assert.IsType<IEnumerable<object>>(At(path), exactMatch: false);

    private object? At(string[] path)
    {
        object? node = _map;
        foreach (string key in path)
        {
            node = Assert.IsType<IDictionary<object, object>>(node, exactMatch: false)[key];
        }

        return node;
    }
}
