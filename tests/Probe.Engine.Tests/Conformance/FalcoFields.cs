using KosmosProbe.Engine.Fields;

namespace KosmosProbe.Engine.Tests.Conformance;

/// <summary>The fields of a Falco with or without its container plugin, for cases about loading.</summary>
internal static class FalcoFields
{
    private static readonly string[] PluginClasses = ["container.", "k8s."];

    public static FieldTable Table(bool withContainers) => new(SyscallFields.Table.All.Where(field =>
        withContainers || !PluginClasses.Any(name => field.Name.StartsWith(name, StringComparison.Ordinal))));
}
