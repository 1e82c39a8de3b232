using System.Reflection;
using System.Text;
using KosmosProbe.Engine.Events;
using KosmosProbe.Native;

namespace KosmosProbe.Host;

/// <summary>
/// Compares the mirrors of the wire format with the layout that clang wrote into BTF: sizes, every field's offset,
/// width, signedness and length, all enum values, and that neither side has what the other lacks. Runs in tests, and at
/// every start on the shipped object, because a wrong offset shows as wrong data and not as a failure.
/// </summary>
public static class LayoutCheck
{
    /// <summary>All differences between the shipped object and this program; empty when there are none.</summary>
    /// <remarks>Errors: <see cref="BpfException"/> when the object cannot be opened.</remarks>
    public static IReadOnlyList<string> OfShippedObject()
    {
        using var layout = BpfObjects.OpenLayout();
        var types = typeof(EventHeader).Assembly.GetTypes().Where(static type => type.IsValueType).ToList();
        var mirrors = types
            .Select(type => (type, type.GetCustomAttribute<KernelStructAttribute>()?.Name))
            .Where(mirror => mirror.Name is not null)
            .Select(mirror => new StructMirror(mirror.Name!, mirror.type))
            .Append(new StructMirror("event_counters", typeof(EventCounts)));
        var enums = types
            .Select(type => (type, attribute: type.GetCustomAttribute<KernelEnumAttribute>()))
            .Where(mirror => mirror.attribute is not null)
            .Select(mirror => new EnumMirror(mirror.attribute!.Name, mirror.attribute.Prefix, mirror.type));
        return Compare(layout.Btf, [.. mirrors], [.. enums]);
    }

    /// <summary>All differences between BTF and a set of mirrors.</summary>
    /// <param name="btf">Where every struct and enum must have a mirror.</param>
    /// <param name="structs">The mirrors of structs; a struct may have several.</param>
    /// <param name="enums">The mirrors of enums.</param>
    public static IReadOnlyList<string> Compare(
        Btf btf, IReadOnlyList<StructMirror> structs, IReadOnlyList<EnumMirror> enums)
    {
        var differences = new List<string>();
        foreach (string name in btf.StructNames.Except(structs.Select(mirror => mirror.Name)))
            differences.Add($"struct {name}: in BTF, but no type mirrors it");
        foreach (string name in btf.EnumNames.Except(enums.Select(mirror => mirror.Name)))
            differences.Add($"enum {name}: in BTF, but no type mirrors it");
        foreach (var mirror in structs)
        {
            if (btf.TryFindStruct(mirror.Name, out var layout))
                StructComparison.AddDifferences(layout, mirror.Type, structs, differences);
            else
                differences.Add($"struct {mirror.Name}: mirrored by {mirror.Type.Name}, but not in BTF");
        }

        foreach (var mirror in enums)
        {
            if (btf.TryFindEnum(mirror.Name, out var layout))
                AddDifferences(layout, mirror, differences);
            else
                differences.Add($"enum {mirror.Name}: mirrored by {mirror.Type.Name}, but not in BTF");
        }

        return differences;
    }

    /// <summary>The C# name of a name in C: <c>time_ns</c> and <c>TIME_NS</c> are <c>TimeNs</c>.</summary>
    internal static string Mirrored(string name)
    {
        var mirrored = new StringBuilder(name.Length);
        foreach (string word in name.Split('_', StringSplitOptions.RemoveEmptyEntries))
            mirrored.Append(char.ToUpperInvariant(word[0])).Append(word[1..].ToLowerInvariant());
        return mirrored.ToString();
    }

    private static void AddDifferences(BtfEnum layout, EnumMirror mirror, List<string> differences)
    {
        string type = mirror.Type.Name;
        var members = Enum.GetNames(mirror.Type).ToDictionary(
            name => name, name => Convert.ToInt64(Enum.Parse(mirror.Type, name)), StringComparer.Ordinal);
        foreach (var (name, value) in layout.Values)
        {
            if (!name.StartsWith(mirror.Prefix, StringComparison.Ordinal))
                differences.Add($"{layout.Name}.{name}: does not start with {mirror.Prefix}");
            else if (!members.Remove(Mirrored(name[mirror.Prefix.Length..]), out long mirrored))
                differences.Add($"{layout.Name}.{name}: missing in {type}");
            else if (mirrored != value)
                differences.Add($"{layout.Name}.{name}: {value} in BTF, {mirrored} in {type}");
        }

        // A mirror of flags may name their absence; C has no word for it.
        foreach (var (name, value) in members.Where(member => member is not { Key: "None", Value: 0 }))
            differences.Add($"{type}.{name}: {value} is missing in enum {layout.Name}");
    }
}

/// <summary>A C# struct that mirrors a C struct.</summary>
/// <param name="Name">The tag in C.</param>
/// <param name="Type">The C# struct.</param>
public sealed record StructMirror(string Name, Type Type);

/// <summary>A C# enum that mirrors a C enum.</summary>
/// <param name="Name">The tag in C.</param>
/// <param name="Prefix">What every value's name in C starts with.</param>
/// <param name="Type">The C# enum.</param>
public sealed record EnumMirror(string Name, string Prefix, Type Type);
