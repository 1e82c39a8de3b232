using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Rules.Compiling;

/// <summary>
/// What <c>suggested_output</c> appends: who the container and the pod are, and what the configuration says of the
/// place. A field that the table has not is left out.
/// </summary>
internal static class SuggestedOutput
{
    // Those that Falco's container plugin suggests, in its order.
    private static readonly string[] Names =
    [
        "container.id", "container.name", "container.image.repository", "container.image.tag", "k8s.pod.name",
        "k8s.ns.name",
    ];

    /// <summary>The template.</summary>
    /// <param name="fields">The fields there are.</param>
    public static string For(FieldTable fields)
    {
        var fixedOnes = fields.All.Select(field => field.Name).Where(StaticFields.IsName);
        var suggested = Names.Where(name => fields.TryFind(name, out _)).Concat(fixedOnes);
        return string.Join(' ', suggested.Select(name => $"{name.Replace('.', '_')}=%{name}"));
    }
}
