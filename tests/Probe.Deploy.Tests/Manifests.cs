using k8s;
using k8s.Models;
using Xunit;

namespace KosmosProbe.Deploy.Tests;

/// <summary>What a chart or a file asks Kubernetes for, each object by Kubernetes' own schema.</summary>
internal sealed class Manifests
{
    // Objects of other schemas, read as they stand.
    private static readonly string[] Foreign = ["ServiceMonitor"];

    private readonly List<object> _objects = [];

    /// <summary>The texts, one an object.</summary>
    public IReadOnlyList<string> Texts { get; }

    private Manifests(string yaml)
    {
        Texts = [.. yaml.Split("\n---").Select(static text => text.TrimStart('-')).Where(HasContent)];
        foreach (string text in Texts)
        {
            var head = KubernetesYaml.Deserialize<KubernetesObject>(text);
            if (!Foreign.Contains(head.Kind)) _objects.Add(Read(head.Kind, text));
        }
    }

    /// <summary>All objects that Kubernetes itself knows.</summary>
    public IEnumerable<IMetadata<V1ObjectMeta>> Objects => _objects.Cast<IMetadata<V1ObjectMeta>>();

    /// <summary>Parses objects.</summary>
    /// <param name="yaml">Their texts.</param>
    public static Manifests Parse(string yaml) => new(yaml);

    /// <summary>Renders the chart as release <c>falco</c> in <c>kosmos-system</c>.</summary>
    /// <param name="arguments">Further arguments of <c>helm template</c>.</param>
    public static Manifests Render(params string[] arguments)
    {
        var (status, output, errors) =
            Helm.Run(["template", "falco", Helm.Chart, "--namespace", "kosmos-system", .. arguments]);
        Assert.True(status == 0, errors);
        return Parse(output);
    }

    /// <summary>The only object of a type whose name ends so.</summary>
    /// <param name="suffix">The end of its name.</param>
    /// <typeparam name="T">Its type.</typeparam>
    public T Single<T>(string suffix = "")
        where T : IMetadata<V1ObjectMeta> =>
        Assert.Single(_objects.OfType<T>(), item => item.Metadata.Name.EndsWith(suffix, StringComparison.Ordinal));

    /// <summary>Objects of a type.</summary>
    /// <typeparam name="T">Their type.</typeparam>
    public IEnumerable<T> All<T>() => _objects.OfType<T>();

    private static bool HasContent(string text) =>
        text.Split('\n').Any(static line => line.Length > 0 && line[0] is not ('#' or ' '));

    private static object Read(string kind, string text) => kind switch
    {
        "DaemonSet" => KubernetesYaml.Deserialize<V1DaemonSet>(text, strict: true),
        "Deployment" => KubernetesYaml.Deserialize<V1Deployment>(text, strict: true),
        "ConfigMap" => KubernetesYaml.Deserialize<V1ConfigMap>(text, strict: true),
        "Secret" => KubernetesYaml.Deserialize<V1Secret>(text, strict: true),
        "Service" => KubernetesYaml.Deserialize<V1Service>(text, strict: true),
        "ServiceAccount" => KubernetesYaml.Deserialize<V1ServiceAccount>(text, strict: true),
        "Namespace" => KubernetesYaml.Deserialize<V1Namespace>(text, strict: true),
        _ => throw new InvalidOperationException($"{kind} is not known here:\n{text}"),
    };
}
